using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Parquet.Footers;

namespace LakeVersion.Parquet.Statistics;

/// <summary>A leaf of the file, seen from Parquet and from Arrow.</summary>
/// <param name="Stored">The leaf as the footer has it.</param>
/// <param name="Type">Its Arrow type as the native reader gives it, before it is made canonical.</param>
internal sealed record LeafColumn(FooterLeaf Stored, IArrowType Type)
{
    /// <summary>Pairs the footer's leaves with those of the Arrow schema: both are in depth-first order.</summary>
    /// <exception cref="InvalidDataException">They differ in number.</exception>
    public static IReadOnlyList<LeafColumn> Pair(IReadOnlyList<FooterLeaf> leaves, Schema schema)
    {
        List<IArrowType> types = [];
        foreach (var field in schema.FieldsList)
        {
            Collect(field.DataType, types);
        }

        return types.Count == leaves.Count
            ? [.. leaves.Select((leaf, i) => new LeafColumn(leaf, types[i]))]
            : throw new InvalidDataException($"{leaves.Count} leaf columns in the footer, {types.Count} in its Arrow schema");
    }

    private static void Collect(IArrowType type, List<IArrowType> leaves)
    {
        if (type is NestedType nested)
        {
            foreach (var field in nested.Fields)
            {
                Collect(field.DataType, leaves);
            }
        }
        else
        {
            leaves.Add(type);
        }
    }
}
