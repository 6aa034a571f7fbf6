using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Statistics;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Delta.Checkpoints;

/// <summary>The column <c>stats_parsed</c> that is being built; null where a file has no statistics.</summary>
internal sealed class StatisticsStructs(ParsedSchema schema)
{
    private readonly List<bool> present = [];
    private readonly ScalarColumn rows = new(Int64Type.Default);
    private readonly ScalarColumn tight = new(BooleanType.Default);
    private readonly IReadOnlyList<ParsedSchema.Leaf> bounded = [.. schema.Leaves.Where(leaf => leaf.HasBounds)];
    private readonly ScalarColumn[] least = Columns(schema.Leaves.Where(leaf => leaf.HasBounds));
    private readonly ScalarColumn[] greatest = Columns(schema.Leaves.Where(leaf => leaf.HasBounds));
    private readonly ScalarColumn[] nulls = [.. schema.Leaves.Select(_ => new ScalarColumn(Int64Type.Default))];

    public void Append(FileStatistics statistics)
    {
        present.Add(statistics.RowCount is not null);
        rows.Append(Whole(statistics.RowCount));
        tight.Append(statistics.TightBounds is { } isTight ? Scalar.Of(isTight) : null);
        for (var i = 0; i < bounded.Count; i++)
        {
            least[i].Append(statistics.StoredBound(bounded[i].Path, isMax: false));
            greatest[i].Append(statistics.StoredBound(bounded[i].Path, isMax: true), roundUp: true);
        }

        for (var i = 0; i < nulls.Length; i++)
        {
            nulls[i].Append(Whole(statistics.StoredNullCount(schema.Leaves[i].Path)));
        }
    }

    public StructArray Build()
    {
        List<IArrowArray> parts = [rows.Build()];
        if (schema.Bounds is { } bounds)
        {
            parts.Add(Nested(bounds, new Queue<ScalarColumn>(least)));
            parts.Add(Nested(bounds, new Queue<ScalarColumn>(greatest)));
        }

        if (schema.Nulls is { } counts)
        {
            parts.Add(Nested(counts, new Queue<ScalarColumn>(nulls)));
        }

        parts.Add(tight.Build());
        return StructColumn.Of(schema.Statistics, present, [.. parts]);
    }

    private static ScalarColumn[] Columns(IEnumerable<ParsedSchema.Leaf> leaves) => [.. leaves.Select(leaf => new ScalarColumn(ArrowSchemas.ToArrow(leaf.Type)))];

    private static Scalar? Whole(long? number) => number is { } value ? Scalar.Of(value) : null;

    // Depth first, as the leaves were chosen.
    private StructArray Nested(StructType type, Queue<ScalarColumn> columns) => StructColumn.Of(
        type,
        present.Count,
        [.. type.Fields.Select(field => field.DataType is StructType inner ? Nested(inner, columns) : columns.Dequeue().Build())]);
}
