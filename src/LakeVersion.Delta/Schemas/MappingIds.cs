using System.Globalization;
using System.Text.Json;

namespace LakeVersion.Delta.Schemas;

/// <summary>Gives columns ids and physical names where they have none (PROTOCOL.md, "Writer Requirements for Column Mapping").</summary>
/// <param name="mark">The greatest id ever given; 0 for none.</param>
/// <param name="newName">The physical name of a field that has none.</param>
internal sealed class MappingIds(int mark, Func<DeltaField, string> newName)
{
    /// <summary>The greatest id ever given, those given here included.</summary>
    public int Mark { get; private set; } = mark;

    /// <summary>The greatest id that a table's property or its columns tell; ids of dropped columns stay taken.</summary>
    public static int MarkOf(DeltaStruct schema, IReadOnlyDictionary<string, string?> properties)
    {
        var told = int.TryParse(properties.GetValueOrDefault(ColumnMapping.MaxIdProperty), CultureInfo.InvariantCulture, out var mark) ? mark : 0;
        return SchemaRules.Fields(schema, "").Select(field => ColumnMapping.IdOf(field.Field) ?? 0).Append(told).Max();
    }

    /// <summary>The schema with ids and physical names on every level, outer fields first; what is there stays.</summary>
    public DeltaStruct Assign(DeltaStruct schema)
    {
        var fields = schema.Fields.Select(field => field with { Metadata = Metadata(field) }).ToList();
        return new DeltaStruct([.. fields.Select(field => field with { Type = Assign(field.Type) })]);
    }

    private DeltaType Assign(DeltaType type) => type switch
    {
        DeltaStruct fields => Assign(fields),
        DeltaArray array => array with { Element = Assign(array.Element) },
        DeltaMap map => map with { Key = Assign(map.Key), Value = Assign(map.Value) },
        _ => type,
    };

    private IReadOnlyDictionary<string, string> Metadata(DeltaField field)
    {
        if (field.Metadata.ContainsKey(ColumnMapping.IdKey) && field.Metadata.ContainsKey(ColumnMapping.NameKey))
        {
            return field.Metadata;
        }

        var metadata = new Dictionary<string, string>(field.Metadata, StringComparer.Ordinal);
        metadata.TryAdd(ColumnMapping.NameKey, $"\"{JsonEncodedText.Encode(newName(field))}\"");
        if (!metadata.ContainsKey(ColumnMapping.IdKey))
        {
            metadata[ColumnMapping.IdKey] = (++Mark).ToString(CultureInfo.InvariantCulture);
        }

        return metadata;
    }
}
