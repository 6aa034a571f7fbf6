using System.Globalization;
using Apache.Arrow;
using LakeVersion.Delta.Schemas;

namespace LakeVersion.Delta.Reading;

/// <summary>Finds a table's fields among those of a file (PROTOCOL.md, "Reader Requirements for Column Mapping").</summary>
internal static class StoredField
{
    /// <summary>Where the field stands; null where the file does not have it.</summary>
    /// <remarks>By field id where the field has one, else by physical name; names that differ in casing alone are the same.</remarks>
    public static int? Find(IReadOnlyList<Field> stored, DeltaField field)
    {
        if (field.FieldId is { } id)
        {
            var text = id.ToString(CultureInfo.InvariantCulture);
            return Index(stored, candidate => IdOf(candidate) == text);
        }

        return Index(stored, candidate => candidate.Name == field.PhysicalName)
            ?? Index(stored, candidate => string.Equals(candidate.Name, field.PhysicalName, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>True where any of the fields has an id.</summary>
    public static bool HaveIds(IReadOnlyList<Field> stored) => stored.Any(field => IdOf(field) is not null);

    private static string? IdOf(Field field) => field.HasMetadata ? field.Metadata.GetValueOrDefault(ArrowSchemas.FieldIdKey) : null;

    private static int? Index(IReadOnlyList<Field> stored, Predicate<Field> matches)
    {
        for (var i = 0; i < stored.Count; i++)
        {
            if (matches(stored[i]))
            {
                return i;
            }
        }

        return null;
    }
}
