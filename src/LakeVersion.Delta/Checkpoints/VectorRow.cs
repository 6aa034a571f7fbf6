using LakeVersion.Delta.Actions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Checkpoints;

/// <summary>A deletion vector's descriptor in a row of a checkpoint.</summary>
internal static class VectorRow
{
    /// <summary>The descriptor; null for none.</summary>
    /// <exception cref="LakeException">Corrupt: it is incomplete.</exception>
    public static DeletionVectorDescriptor? Read(ActionColumns vectors, int row, StoreKey key, string? path)
    {
        // Some readers hand out a struct of nulls for a null.
        if (vectors.IsNull(row) || (vectors.Text("storageType", row) is null && vectors.Text("pathOrInlineDv", row) is null))
        {
            return null;
        }

        var (type, place, size, cardinality) = (
            vectors.Text("storageType", row), vectors.Text("pathOrInlineDv", row), vectors.Number("sizeInBytes", row), vectors.Number("cardinality", row));
        return type is null || place is null || size is not (>= 0 and <= int.MaxValue) || cardinality is null
            ? throw LakeException.Corrupt($"The checkpoint {key} holds the file '{path}' with an incomplete deletion vector.")
            : new DeletionVectorDescriptor
            {
                StorageType = type, PathOrInlineDv = place, Offset = (int?)vectors.Number("offset", row), SizeInBytes = (int)size, Cardinality = cardinality.Value,
            };
    }
}
