using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Schemas;

/// <summary>Delta schemas as Arrow schemas and back.</summary>
/// <remarks>A timestamp is an Arrow timestamp of microseconds in UTC, timestamp_ntz one without a zone. Arrow types that
/// Delta lacks become the smallest Delta type that holds every value; those without one are refused with the column's name.</remarks>
internal static class ArrowSchemas
{
    /// <summary>Arrow's name for what Parquet knows as a field id; it belongs to a file, not to the table.</summary>
    public const string FieldIdKey = "PARQUET:field_id";

    public static readonly TimestampType Timestamp = new(TimeUnit.Microsecond, "UTC");
    public static readonly TimestampType TimestampNtz = new(TimeUnit.Microsecond, (string?)null);

    /// <summary>The two parts of a variant, as they are stored.</summary>
    public static readonly StructType Variant = new([new Field("metadata", BinaryType.Default, false), new Field("value", BinaryType.Default, false)]);

    public static Schema ToArrow(DeltaStruct schema) => new([.. schema.Fields.Select(field => ToArrow(field))], null);

    public static Field ToArrow(DeltaField field) => new(field.Name, ToArrow(field.Type), field.Nullable, Metadata(field.Metadata));

    public static IArrowType ToArrow(DeltaType type) => type switch
    {
        DeltaDecimal number => new Decimal128Type(number.Precision, number.Scale),
        DeltaStruct fields => new StructType([.. fields.Fields.Select(ToArrow)]),
        DeltaArray array => new ListType(new Field("element", ToArrow(array.Element), array.ContainsNull)),
        DeltaMap map => new MapType(
            new Field("key", ToArrow(map.Key), false), new Field("value", ToArrow(map.Value), map.ValueContainsNull)),
        _ => type.Text switch
        {
            "string" => StringType.Default,
            "long" => Int64Type.Default,
            "integer" => Int32Type.Default,
            "short" => Int16Type.Default,
            "byte" => Int8Type.Default,
            "float" => FloatType.Default,
            "double" => DoubleType.Default,
            "boolean" => BooleanType.Default,
            "binary" => BinaryType.Default,
            "date" => Date32Type.Default,
            "timestamp" => Timestamp,
            "timestamp_ntz" => TimestampNtz,
            "variant" => Variant,
            _ => NullType.Default,
        },
    };

    /// <exception cref="LakeException">Unsupported: a column's type has no Delta type. Invalid: two names are equal but for casing.</exception>
    public static DeltaStruct FromArrow(Schema schema) => new(Fields(schema.FieldsList, ""));

    public static DeltaType FromArrow(IArrowType type, string path) => type switch
    {
        StructType fields => new DeltaStruct(Fields(fields.Fields, path)),
        MapType map => new DeltaMap(
            FromArrow(map.KeyField.DataType, path + ".key"), FromArrow(map.ValueField.DataType, path + ".value"), map.ValueField.IsNullable),
        ListType list => new DeltaArray(FromArrow(list.ValueDataType, path + ".element"), list.ValueField.IsNullable),
        LargeListType list => new DeltaArray(FromArrow(list.ValueDataType, path + ".element"), list.ValueField.IsNullable),
        DictionaryType dictionary => FromArrow(dictionary.ValueType, path),
        Decimal128Type number when number.Scale >= 0 && number.Scale <= number.Precision => new DeltaDecimal(number.Precision, number.Scale),
        TimestampType time => new DeltaPrimitive(time.Timezone is null ? "timestamp_ntz" : "timestamp"),
        _ => new DeltaPrimitive(Name(type.TypeId) ?? throw LakeException.Unsupported(
            $"Column '{path}' has the Arrow type {type.Name}, which Delta has no type for.")),
    };

    private static string? Name(ArrowTypeId type) => type switch
    {
        ArrowTypeId.String or ArrowTypeId.LargeString or ArrowTypeId.StringView => "string",
        ArrowTypeId.Binary or ArrowTypeId.LargeBinary or ArrowTypeId.BinaryView => "binary",
        ArrowTypeId.Int64 or ArrowTypeId.UInt32 => "long",
        ArrowTypeId.Int32 or ArrowTypeId.UInt16 => "integer",
        ArrowTypeId.Int16 or ArrowTypeId.UInt8 => "short",
        ArrowTypeId.Int8 => "byte",
        ArrowTypeId.Float or ArrowTypeId.HalfFloat => "float",
        ArrowTypeId.Double => "double",
        ArrowTypeId.Boolean => "boolean",
        ArrowTypeId.Date32 => "date",
        ArrowTypeId.Null => "void",
        _ => null,
    };

    private static List<DeltaField> Fields(IReadOnlyList<Field> fields, string parent)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var result = new List<DeltaField>(fields.Count);
        foreach (var field in fields)
        {
            var path = parent.Length == 0 ? field.Name : $"{parent}.{field.Name}";
            if (field.Name.Length == 0 || !names.Add(field.Name))
            {
                throw LakeException.Invalid(field.Name.Length == 0
                    ? "A column has no name."
                    : $"Column '{path}' exists twice: names must differ in more than casing.");
            }

            if (!UnicodeText.IsValid(field.Name) || field.Name.Contains('\0', StringComparison.Ordinal))
            {
                throw LakeException.Invalid($"Column '{path}' has a name that cannot be stored: it holds a NUL or is not valid Unicode (a surrogate stands alone).");
            }

            result.Add(new DeltaField(field.Name, FromArrow(field.DataType, path), field.IsNullable, FromArrow(field.Metadata)));
        }

        return result;
    }

    // How files name and typed a column once is the table's own business, and wrong in a table made from its rows.
    private static Dictionary<string, string>? Metadata(IReadOnlyDictionary<string, string> metadata) => metadata.Count == 0
        ? null
        : metadata
            .Where(pair => !IsOfTable(pair.Key))
            .ToDictionary(pair => pair.Key, pair => Unquote(pair.Value), StringComparer.Ordinal);

    private static IReadOnlyDictionary<string, string> FromArrow(IReadOnlyDictionary<string, string>? metadata) => metadata is null
        ? DeltaField.NoMetadata
        : metadata.Where(pair => pair.Key != FieldIdKey && !IsOfTable(pair.Key)).ToDictionary(pair => pair.Key, pair => Raw(pair.Key, pair.Value), StringComparer.Ordinal);

    // Numbers and flags of identity columns are no texts; anything else is one.
    private static string Raw(string key, string value) =>
        key.StartsWith(Rules.RuleKeys.Identity, StringComparison.Ordinal) && (value is "true" or "false" || long.TryParse(value, out _))
            ? value
            : Quote(value);

    private static bool IsOfTable(string key) => key.StartsWith(ColumnMapping.KeyPrefix, StringComparison.Ordinal) || key == TypeChanges.Key;

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    // Metadata of a table that was read is raw JSON; a text loses its quotes, anything else stays as written.
    private static string Unquote(string raw)
    {
        using var document = JsonDocument.Parse(raw);
        return document.RootElement.ValueKind == JsonValueKind.String ? document.RootElement.GetString()! : raw;
    }
}
