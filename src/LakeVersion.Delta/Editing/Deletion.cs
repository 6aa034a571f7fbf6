using Apache.Arrow;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Delta.Editing;

/// <summary>The edit that deletes every row which passes.</summary>
/// <param name="rows">The rows.</param>
internal sealed class Deletion(Predicate rows) : IRowEdit
{
    public Predicate Candidates => rows;

    public bool DeletesCandidates => true;

    public IReadOnlyList<string> Columns => [];

    public RowVerdict Judge(RecordBatch batch, int[] rows) => new(rows, []);

    public RecordBatch Renew(RecordBatch old, IReadOnlyList<long>? details) => throw new NotSupportedException("A deletion updates no row.");
}
