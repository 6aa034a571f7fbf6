using System.Globalization;
using System.Text.Json;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Schemas;

/// <summary>How columns of a table are found in its files (PROTOCOL.md, "Column Mapping").</summary>
internal enum ColumnMappingMode
{
    /// <summary>By their names.</summary>
    None,

    /// <summary>By their physical names.</summary>
    Name,

    /// <summary>By the field ids of the Parquet file.</summary>
    Id,
}

/// <summary>Gives fields the names and ids under which files and log know them.</summary>
internal static class ColumnMapping
{
    /// <summary>What keys of a field's metadata that concern its mapping begin with.</summary>
    public const string KeyPrefix = "delta.columnMapping.";

    /// <summary>The key of a field's id.</summary>
    public const string IdKey = KeyPrefix + "id";

    /// <summary>The key of what files call a field.</summary>
    public const string NameKey = KeyPrefix + "physicalName";

    /// <summary>The property that says how columns are mapped.</summary>
    public const string ModeProperty = KeyPrefix + "mode";

    /// <summary>The property with the greatest id that a column was ever given.</summary>
    public const string MaxIdProperty = KeyPrefix + "maxColumnId";

    /// <summary>The schema with <see cref="DeltaField.PhysicalName"/>, <see cref="DeltaField.StoredId"/> and, in id mode,
    /// <see cref="DeltaField.FieldId"/> set on every level.</summary>
    /// <exception cref="LakeException">Corrupt: a column lacks its name or id; the message names it.</exception>
    public static DeltaStruct Apply(DeltaStruct schema, ColumnMappingMode mode) =>
        mode == ColumnMappingMode.None ? schema : Struct(schema, mode, "");

    /// <summary>The id in a field's metadata; null where it has none.</summary>
    public static int? IdOf(DeltaField field) =>
        int.TryParse(field.Metadata.GetValueOrDefault(IdKey), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>The type as rows in memory have it, whose fields go by their own names.</summary>
    public static DeltaType ByName(DeltaType type) => type switch
    {
        DeltaStruct fields => new DeltaStruct([.. fields.Fields.Select(field => field with { Type = ByName(field.Type), PhysicalName = field.Name, FieldId = null })]),
        DeltaArray array => array with { Element = ByName(array.Element) },
        DeltaMap map => map with { Key = ByName(map.Key), Value = ByName(map.Value) },
        _ => type,
    };

    private static DeltaStruct Struct(DeltaStruct fields, ColumnMappingMode mode, string parent) => new([.. fields.Fields.Select(field =>
    {
        var path = parent + field.Name;
        return field with
        {
            Type = Type(field.Type, mode, path + "."),
            PhysicalName = PhysicalName(field, path),
            FieldId = mode == ColumnMappingMode.Id ? IdOf(field) ?? throw Missing(path, IdKey) : null,
            StoredId = IdOf(field),
        };
    })]);

    private static DeltaType Type(DeltaType type, ColumnMappingMode mode, string parent) => type switch
    {
        DeltaStruct fields => Struct(fields, mode, parent),
        DeltaArray array => array with { Element = Type(array.Element, mode, parent + "element.") },
        DeltaMap map => map with { Key = Type(map.Key, mode, parent + "key."), Value = Type(map.Value, mode, parent + "value.") },
        _ => type,
    };

    private static string PhysicalName(DeltaField field, string path) => field.Metadata.GetValueOrDefault(NameKey) is { } raw && Text(raw) is { Length: > 0 } name
        ? name
        : throw Missing(path, NameKey);

    private static string? Text(string raw)
    {
        using var document = JsonDocument.Parse(raw);
        return document.RootElement.ValueKind == JsonValueKind.String ? document.RootElement.GetString() : null;
    }

    private static LakeException Missing(string path, string key) => LakeException.Corrupt(
        $"The table maps its columns, and column '{path}' has no valid '{key}' in the schema.");
}
