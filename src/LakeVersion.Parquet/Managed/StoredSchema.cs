using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Parquet.Footers;
using LakeVersion.Storage;
using Parquet.Data;

namespace LakeVersion.Parquet.Managed;

/// <summary>The Parquet schema in which Arrow columns are stored: the same that the other engine writes.</summary>
internal static class StoredSchema
{
    private const int MaxInt32Digits = 9;
    private const int MaxInt64Digits = 18;

    /// <summary>The columns as Parquet nodes.</summary>
    /// <exception cref="LakeException">Unsupported: a type that this engine does not write; the message names the column.</exception>
    public static IReadOnlyList<FooterNode> Of(Schema schema) => [.. schema.FieldsList.Select(field => Of(field, field.Name, field.Name))];

    private static FooterNode Of(Field field, string name, string path)
    {
        var node = new FooterNode(name, field.IsNullable ? Repetition.Optional : Repetition.Required, null, 0, default, FieldId(field), []);
        return field.DataType switch
        {
            StructType type => node with { Children = [.. type.Fields.Select(child => Of(child, child.Name, $"{path}.{child.Name}"))] },
            ListType type => node with
            {
                Annotation = new Annotation(AnnotationKind.List),
                Children = [Group("list", [Of(type.ValueField, "element", $"{path}.element")])],
            },
            MapType type => node with
            {
                Annotation = new Annotation(AnnotationKind.Map),
                Children = [Group("key_value", [Key(type, path), Of(type.ValueField, "value", $"{path}.value")])],
            },
            _ => Leaf(node, field.DataType, path),
        };
    }

    private static FooterNode Key(MapType type, string path) =>
        Of(type.KeyField, "key", $"{path}.key") with { Repetition = Repetition.Required };

    private static FooterNode Group(string name, FooterNode[] children) =>
        new(name, Repetition.Repeated, null, 0, default, null, children);

    private static FooterNode Leaf(FooterNode node, IArrowType type, string path)
    {
        var (physical, annotation) = type switch
        {
            BooleanType => (PhysicalType.Boolean, default(Annotation)),
            Int8Type => (PhysicalType.Int32, Integer(8, true)),
            Int16Type => (PhysicalType.Int32, Integer(16, true)),
            Int32Type => (PhysicalType.Int32, default),
            UInt8Type => (PhysicalType.Int32, Integer(8, false)),
            UInt16Type => (PhysicalType.Int32, Integer(16, false)),
            UInt32Type => (PhysicalType.Int32, Integer(32, false)),
            Int64Type => (PhysicalType.Int64, default),
            UInt64Type => (PhysicalType.Int64, Integer(64, false)),
            FloatType => (PhysicalType.Float, default),
            DoubleType => (PhysicalType.Double, default),
            StringType => (PhysicalType.Bytes, new Annotation(AnnotationKind.Text)),
            BinaryType => (PhysicalType.Bytes, default),
            Date32Type => (PhysicalType.Int32, new Annotation(AnnotationKind.Date)),
            TimestampType time => (PhysicalType.Int64, new Annotation(AnnotationKind.Timestamp, 6, Flag: !string.IsNullOrEmpty(time.Timezone))),
            Decimal128Type number => (Physical(number), new Annotation(AnnotationKind.Decimal, number.Precision, number.Scale)),
            _ => throw LakeException.Unsupported($"Column '{path}' has the type {type.Name}, which the managed Parquet engine does not write."),
        };
        var width = physical == PhysicalType.FixedBytes ? BigDecimal.GetBufferSize(annotation.Width) : 0;
        return node with { Type = physical, Annotation = annotation, TypeLength = width };
    }

    private static PhysicalType Physical(Decimal128Type type) => type.Precision switch
    {
        <= MaxInt32Digits => PhysicalType.Int32,
        <= MaxInt64Digits => PhysicalType.Int64,
        _ => PhysicalType.FixedBytes,
    };

    private static Annotation Integer(int bits, bool isSigned) => new(AnnotationKind.Integer, bits, Flag: isSigned);

    private static int? FieldId(Field field) =>
        field.Metadata is not null && field.Metadata.TryGetValue("PARQUET:field_id", out var text)
            && int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var id)
            ? id
            : null;
}
