using LakeVersion.Delta.Snapshots;
using LakeVersion.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Checks;

/// <summary>A check of one table by expectations that are built in.</summary>
/// <param name="name">The check's name.</param>
/// <param name="table">The table's path.</param>
/// <param name="expectations">What is expected, all of it.</param>
public sealed class TableExpectations(string name, string table, params IReadOnlyList<Expectation> expectations) : ICheck
{
    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <summary>The table's path.</summary>
    public string Table { get; } = table;

    /// <summary>What is expected.</summary>
    public IReadOnlyList<Expectation> Expectations { get; } = expectations;

    /// <inheritdoc/>
    public async ValueTask<CheckResult> RunAsync(CheckView view, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(view);
        if (await OpenAsync(view.State, cancellationToken).ConfigureAwait(false) is not { } state)
        {
            var names = await view.State.TablesAsync(cancellationToken).ConfigureAwait(false);
            return new CheckResult(Name, [new CheckFailure($"The table is not there.{NearNames.Hint(Table, names)}") { Table = Table }]);
        }

        var before = view.Before is { } earlier ? await OpenAsync(earlier, cancellationToken).ConfigureAwait(false) : null;
        var checkedTable = new CheckedTable(state, before, view.Now);
        var failures = new List<CheckFailure>();
        foreach (var expectation in Expectations)
        {
            if (await expectation.TestAsync(checkedTable, cancellationToken).ConfigureAwait(false) is { } failure)
            {
                failures.Add(failure with { Table = Table });
            }
        }

        return new CheckResult(Name, failures);
    }

    private async ValueTask<DeltaSnapshot?> OpenAsync(LakeSnapshot at, CancellationToken cancellationToken)
    {
        var found = at.Table(Table);
        return await found.ExistsAsync(cancellationToken).ConfigureAwait(false)
            ? await found.OpenAsync(cancellationToken: cancellationToken).ConfigureAwait(false)
            : null;
    }
}
