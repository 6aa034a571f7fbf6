using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Writing;

namespace LakeVersion.Delta.Editing;

/// <summary>How rows are brought into a table by their keys.</summary>
public sealed record UpsertOptions
{
    /// <summary>What becomes of the table's rows whose key the source has: updates and deletions. Default: the source's values. Empty for nothing.</summary>
    public IReadOnlyList<UpsertClause> Matched { get; init; } = [UpsertClause.Update()];

    /// <summary>What becomes of the source's rows whose key the table does not have: inserts. Default: they are inserted. Empty for nothing.</summary>
    public IReadOnlyList<UpsertClause> NotMatched { get; init; } = [UpsertClause.Insert()];

    /// <summary>What becomes of the table's rows whose key the source does not have: deletions, and updates with values. Default: nothing.
    /// With any such clause the whole table is read.</summary>
    public IReadOnlyList<UpsertClause> NotMatchedBySource { get; init; } = [];

    /// <summary>How data files are laid out.</summary>
    public DataFileOptions Files { get; init; } = new();

    /// <summary>What the commit remembers.</summary>
    public CommitOptions Commit { get; init; } = new();

    internal IEnumerable<UpsertClause> Clauses => [.. Matched, .. NotMatched, .. NotMatchedBySource];
}
