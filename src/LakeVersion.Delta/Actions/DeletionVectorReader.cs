using System.Text.Json;

namespace LakeVersion.Delta.Actions;

/// <summary>Reads the descriptor of a deletion vector.</summary>
internal static class DeletionVectorReader
{
    /// <summary>Null for JSON's null.</summary>
    public static DeletionVectorDescriptor? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        JsonValues.Begin(ref reader);
        string? type = null, place = null;
        int? offset = null, size = null;
        long? cardinality = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonValues.Name(ref reader);
            reader.Read();
            switch (name)
            {
                case "storageType": type = JsonValues.Text(ref reader); break;
                case "pathOrInlineDv": place = JsonValues.Text(ref reader); break;
                case "offset": offset = reader.TokenType == JsonTokenType.Null ? null : JsonValues.Int(ref reader); break;
                case "sizeInBytes": size = JsonValues.Int(ref reader); break;
                case "cardinality": cardinality = JsonValues.Long(ref reader); break;
                default: reader.Skip(); break;
            }
        }

        return new DeletionVectorDescriptor
        {
            StorageType = JsonValues.Required(type, "deletionVector.storageType"),
            PathOrInlineDv = JsonValues.Required(place, "deletionVector.pathOrInlineDv"),
            Offset = offset,
            SizeInBytes = JsonValues.Required(size, "deletionVector.sizeInBytes"),
            Cardinality = JsonValues.Required(cardinality, "deletionVector.cardinality"),
        };
    }
}
