namespace LakeVersion.Checks;

/// <summary>Something that a table is expected to keep to.</summary>
/// <remarks>Where statistics and partition values prove it, no data file is read; else only those files and columns are that leave it open.</remarks>
public abstract record Expectation
{
    private protected Expectation()
    {
    }

    /// <summary>What is wrong; null where nothing is.</summary>
    internal abstract ValueTask<CheckFailure?> TestAsync(CheckedTable table, CancellationToken cancellationToken);
}
