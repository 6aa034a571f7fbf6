namespace LakeVersion.Delta.Editing;

/// <summary>What becomes of rows of a batch; the others stay as they are.</summary>
/// <param name="Deleted">Rows that go, ascending.</param>
/// <param name="Updated">Rows that get new values, ascending.</param>
/// <param name="Details">What the edit itself remembers of each updated row, in their order; null for nothing.</param>
internal readonly record struct RowVerdict(int[] Deleted, int[] Updated, IReadOnlyList<long>? Details = null)
{
    /// <summary>Nothing changes.</summary>
    public static RowVerdict None { get; } = new([], []);
}
