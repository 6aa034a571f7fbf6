using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Schemas;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Reading;

/// <summary>Variants as their two binaries (PROTOCOL.md, "Variant data in Parquet").</summary>
internal static class VariantColumn
{
    /// <exception cref="LakeException">Unsupported: the file stores it shredded. Corrupt: it lacks one of its two parts.</exception>
    public static Func<ArrayData, ArrayData> Of(StructType stored, string column)
    {
        if (stored.GetFieldIndex("typed_value") >= 0)
        {
            throw LakeException.Unsupported($"Column '{column}' is stored shredded (feature variantShredding), which this version does not read.");
        }

        var (metadata, value) = (Part(stored, "metadata", column), Part(stored, "value", column));
        return data => new ArrayData(
            ArrowSchemas.Variant, data.Length, data.NullCount, data.Offset, data.Buffers, [data.Children[metadata], data.Children[value]]);
    }

    private static int Part(StructType stored, string name, string column) =>
        stored.GetFieldIndex(name) is var index and >= 0 && stored.Fields[index].DataType is BinaryType
            ? index
            : throw LakeException.Corrupt($"Column '{column}' is a variant, but the file has no binary '{name}' in it.");
}
