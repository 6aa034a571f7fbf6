namespace LakeVersion.Delta.Merging;

/// <summary>The conflicts of a merge: each is decided as it comes, or kept. Mutable.</summary>
/// <param name="decide">Who decides; null for nobody.</param>
internal sealed class ConflictBook(Func<TableMergeConflict, MergeDecision?>? decide)
{
    private readonly List<TableMergeConflict> undecided = [];

    /// <summary>Those that nobody decided, in the order in which they came.</summary>
    public IReadOnlyList<TableMergeConflict> Undecided => undecided;

    /// <summary>How a conflict is settled; null where it is not, and it is kept.</summary>
    public MergeDecision? Ask(TableMergeConflict conflict)
    {
        var decision = decide?.Invoke(conflict);
        if (decision is null)
        {
            undecided.Add(conflict);
        }

        return decision;
    }

    /// <summary>The value of which one side at least is the base's, or both are equal; else as it is decided, or ours where it is not.</summary>
    /// <param name="before">What the base has.</param>
    /// <param name="mine">What ours has.</param>
    /// <param name="other">What theirs has.</param>
    /// <param name="conflict">Tells of a conflict.</param>
    /// <param name="parse">Makes a value of a decision of its own.</param>
    public T Pick<T>(T before, T mine, T other, Func<TableMergeConflict> conflict, Func<string, T> parse)
    {
        var equal = EqualityComparer<T>.Default;
        if (equal.Equals(other, before) || equal.Equals(mine, other))
        {
            return mine;
        }

        return equal.Equals(mine, before) ? other : Ask(conflict()) switch
        {
            { Side: MergeSide.Theirs } => other,
            { Side: MergeSide.Base } => before,
            { Side: MergeSide.Value } decision => parse(decision.Json!),
            _ => mine,
        };
    }
}
