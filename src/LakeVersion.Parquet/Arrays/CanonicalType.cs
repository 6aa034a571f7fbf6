using Apache.Arrow;
using Apache.Arrow.Types;

namespace LakeVersion.Parquet.Arrays;

/// <summary>The one form in which batches leave this room: timestamps of microseconds, in the zone "UTC" or in none.</summary>
internal static class CanonicalType
{
    public static Schema Of(Schema schema) => new(schema.FieldsList.Select(Of), metadata: null);

    /// <summary>The canonical form of a type; the same instance where it is canonical already.</summary>
    public static IArrowType Of(IArrowType type) => type switch
    {
        TimestampType timestamp => Of(timestamp),
        StructType parent when parent.Fields.Any(Changes) => new StructType([.. parent.Fields.Select(Of)]),
        ListType list when Changes(list.ValueField) => new ListType(Of(list.ValueField)),
        MapType map when map.Fields.Any(Changes) => new MapType((StructType)Of(map.KeyValueType), map.KeySorted),
        _ => type,
    };

    private static Field Of(Field field) =>
        Changes(field) ? new Field(field.Name, Of(field.DataType), field.IsNullable, field.Metadata) : field;

    private static bool Changes(Field field) => !ReferenceEquals(Of(field.DataType), field.DataType);

    private static TimestampType Of(TimestampType type)
    {
        var zone = string.IsNullOrEmpty(type.Timezone) ? null : "UTC";
        return type.Unit == TimeUnit.Microsecond && type.Timezone == zone ? type : new TimestampType(TimeUnit.Microsecond, zone);
    }
}
