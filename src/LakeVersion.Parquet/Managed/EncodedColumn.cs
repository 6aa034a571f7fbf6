using LakeVersion.Parquet.Footers;
using LakeVersion.Storage;
using Parquet.Schema;

namespace LakeVersion.Parquet.Managed;

/// <summary>How a leaf is shown to Parquet.Net for writing: as a bare type at the end of a chain of lists and structs.</summary>
/// <remarks>Of a chain it uses no more than how many bits the levels take, and our own footer states the real schema. So a chain
/// will do that takes as many bits; only Parquet.Net's own forms can be had, whose lists are always nullable.</remarks>
internal static class EncodedColumn
{
    /// <summary>The column and the leaf in it.</summary>
    /// <exception cref="LakeException">Unsupported: required lists in required lists, whose levels no chain has.</exception>
    public static (Field Column, DataField Leaf) Of(int index, FooterNode stored, ColumnNode node, string path)
    {
        var (lists, width) = (node.Repetition, HybridDecoder.Width(node.Definition));

        // A list adds two to the definition level, a repeated leaf one, a struct and a nullable leaf one each.
        var isArray = lists > 0 && HybridDecoder.Width(2 * lists) > width;
        if (isArray && HybridDecoder.Width((2 * lists) - 1) != width)
        {
            throw LakeException.Unsupported(
                $"Column '{path}' is a required list in required lists, which the managed Parquet engine does not write.");
        }

        var extra = isArray ? 0 : Math.Max(0, node.Definition - (2 * lists));
        var leaf = Leaf($"c{index}", stored, isNullable: extra > 0, isArray);
        Field column = leaf;
        for (var i = 1; i < extra; i++)
        {
            column = new StructField($"s{i}_{index}", column);
        }

        for (var i = isArray ? 1 : 0; i < lists; i++)
        {
            column = new ListField($"l{i}_{index}", column);
        }

        return (column, leaf);
    }

    private static DataField Leaf(string name, FooterNode stored, bool isNullable, bool isArray) => (stored.Type, stored.Annotation) switch
    {
        (PhysicalType.FixedBytes, var number) => new BigDecimalDataField(name, number.Width, number.Scale, isNullable, isArray),
        (PhysicalType.Boolean, _) => new DataField(name, typeof(bool), isNullable, isArray),
        (PhysicalType.Int32, { Kind: AnnotationKind.Integer, Flag: false }) => new DataField(name, typeof(uint), isNullable, isArray),
        (PhysicalType.Int32, _) => new DataField(name, typeof(int), isNullable, isArray),
        (PhysicalType.Int64, { Kind: AnnotationKind.Integer, Flag: false }) => new DataField(name, typeof(ulong), isNullable, isArray),
        (PhysicalType.Int64, _) => new DataField(name, typeof(long), isNullable, isArray),
        (PhysicalType.Float, _) => new DataField(name, typeof(float), isNullable, isArray),
        (PhysicalType.Double, _) => new DataField(name, typeof(double), isNullable, isArray),
        _ => new DataField(name, typeof(byte[]), isNullable, isArray),
    };
}
