using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Statistics;

namespace LakeVersion.Delta.Checkpoints;

/// <summary>The types of <c>stats_parsed</c> and <c>partitionValues_parsed</c>, by the columns' physical names (PROTOCOL.md, "Checkpoint Schema").</summary>
internal sealed class ParsedSchema
{
    public ParsedSchema(DeltaStruct schema, IReadOnlyList<string> partitionColumns, IReadOnlyDictionary<string, string?> properties)
    {
        PartitionFields = [.. partitionColumns.Select(name => schema.Find(name)!)];
        Partitions = PartitionFields.Count == 0
            ? null
            : new StructType([.. PartitionFields.Select(field => CheckpointSchema.Of(field.PhysicalName, ArrowSchemas.ToArrow(field.Type)))]);
        var columns = new DeltaStruct([.. schema.Fields.Where(field => !partitionColumns.Contains(field.Name))]);
        Leaves = Choose(columns, [], StatisticsColumns.Of(properties).Leaves(columns));
        Bounds = Group(Leaves.Where(leaf => leaf.HasBounds).ToList(), 0, leaf => ArrowSchemas.ToArrow(leaf.Type));
        Nulls = Group(Leaves, 0, _ => Int64Type.Default);
        List<Field> fields = [CheckpointSchema.Of("numRecords", Int64Type.Default)];
        if (Bounds is not null)
        {
            fields.AddRange([CheckpointSchema.Of("minValues", Bounds), CheckpointSchema.Of("maxValues", Bounds)]);
        }

        if (Nulls is not null)
        {
            fields.Add(CheckpointSchema.Of("nullCount", Nulls));
        }

        fields.Add(CheckpointSchema.Of("tightBounds", BooleanType.Default));
        Statistics = new StructType(fields);
    }

    /// <summary>The columns by which files are divided, in order.</summary>
    public IReadOnlyList<DeltaField> PartitionFields { get; }

    /// <summary>Their values as a struct; null where there are none.</summary>
    public StructType? Partitions { get; }

    /// <summary>The columns that have statistics, depth first.</summary>
    public IReadOnlyList<Leaf> Leaves { get; }

    /// <summary>The type of the bounds; null where no column has any.</summary>
    public StructType? Bounds { get; }

    /// <summary>The type of the counts of nulls; null where no column has any.</summary>
    public StructType? Nulls { get; }

    public StructType Statistics { get; }

    private static List<Leaf> Choose(DeltaStruct schema, IReadOnlyList<DeltaField> above, HashSet<string> indexed)
    {
        var leaves = new List<Leaf>();
        foreach (var field in schema.Fields)
        {
            IReadOnlyList<DeltaField> path = [.. above, field];
            if (field.Type is DeltaStruct nested)
            {
                leaves.AddRange(Choose(nested, path, indexed));
            }
            else if (field.Type is DeltaPrimitive { Name: not ("void" or "variant") } or DeltaDecimal
                && indexed.Contains(string.Join('\0', path.Select(part => part.PhysicalName))))
            {
                leaves.Add(new Leaf(path));
            }
        }

        return leaves;
    }

    private static StructType? Group(IReadOnlyList<Leaf> leaves, int depth, Func<Leaf, IArrowType> type)
    {
        var fields = new List<Field>();
        foreach (var group in leaves.GroupBy(leaf => leaf.Path[depth].PhysicalName, StringComparer.Ordinal))
        {
            var parts = group.ToList();
            fields.Add(CheckpointSchema.Of(group.Key, parts[0].Path.Count == depth + 1 ? type(parts[0]) : Group(parts, depth + 1, type)!));
        }

        return fields.Count == 0 ? null : new StructType(fields);
    }

    /// <summary>A column with statistics, by the fields that lead to it.</summary>
    internal sealed record Leaf(IReadOnlyList<DeltaField> Path)
    {
        public DeltaType Type => Path[^1].Type;

        /// <summary>Truth values and bytes have none, as in other writers.</summary>
        public bool HasBounds => Type.Text is not ("boolean" or "binary");
    }
}
