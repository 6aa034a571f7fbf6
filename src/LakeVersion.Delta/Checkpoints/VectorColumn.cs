using Apache.Arrow;
using LakeVersion.Delta.Actions;

namespace LakeVersion.Delta.Checkpoints;

/// <summary>A column of deletion vectors' descriptors that is being built.</summary>
internal sealed class VectorColumn
{
    private readonly List<bool> present = [];
    private readonly StringArray.Builder types = new();
    private readonly StringArray.Builder places = new();
    private readonly Int32Array.Builder offsets = new();
    private readonly Int32Array.Builder sizes = new();
    private readonly Int64Array.Builder cardinalities = new();

    public void Append(DeletionVectorDescriptor? vector)
    {
        present.Add(vector is not null);
        if (vector is null)
        {
            types.AppendNull();
            places.AppendNull();
            offsets.AppendNull();
            sizes.AppendNull();
            cardinalities.AppendNull();
            return;
        }

        types.Append(vector.StorageType);
        places.Append(vector.PathOrInlineDv);
        _ = vector.Offset is { } offset ? offsets.Append(offset) : offsets.AppendNull();
        sizes.Append(vector.SizeInBytes);
        cardinalities.Append(vector.Cardinality);
    }

    public StructArray Build() =>
        StructColumn.Of(CheckpointSchema.Vector, present, types.Build(), places.Build(), offsets.Build(), sizes.Build(), cardinalities.Build());
}
