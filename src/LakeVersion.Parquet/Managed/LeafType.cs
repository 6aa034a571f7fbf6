using Apache.Arrow.Types;
using LakeVersion.Parquet.Footers;

namespace LakeVersion.Parquet.Managed;

/// <summary>The Arrow type of a Parquet leaf, the same as the other engine gives it.</summary>
internal static class LeafType
{
    private const int MaxDecimal128Digits = 38;

    /// <summary>The type before it is made canonical: timestamps keep their unit.</summary>
    /// <exception cref="NotSupportedException">An annotation that does not go with the physical type, or that is unknown.</exception>
    public static IArrowType Of(FooterNode node) => (node.Annotation.Kind, node.Type) switch
    {
        (AnnotationKind.Nothing, _) => NullType.Default,
        (_, PhysicalType.Boolean) => BooleanType.Default,
        (_, PhysicalType.Float) => FloatType.Default,
        (_, PhysicalType.Double) => DoubleType.Default,
        (_, PhysicalType.Int96) => new TimestampType(TimeUnit.Microsecond, (string?)null),
        (AnnotationKind.Decimal, _) => Decimal(node),
        (AnnotationKind.None or AnnotationKind.Unknown, PhysicalType.Int32) => Int32Type.Default,
        (AnnotationKind.None or AnnotationKind.Unknown, PhysicalType.Int64) => Int64Type.Default,
        (AnnotationKind.Date, PhysicalType.Int32) => Date32Type.Default,
        (AnnotationKind.Time, PhysicalType.Int32) when node.Annotation.Width == 3 => TimeType.Millisecond,
        (AnnotationKind.Time, PhysicalType.Int64) when node.Annotation.Width == 6 => TimeType.Microsecond,
        (AnnotationKind.Time, PhysicalType.Int64) when node.Annotation.Width == 9 => TimeType.Nanosecond,
        (AnnotationKind.Integer, PhysicalType.Int32 or PhysicalType.Int64) => Integer(node),
        (AnnotationKind.Timestamp, PhysicalType.Int64) => new TimestampType(Unit(node), node.Annotation.Flag ? "UTC" : null),
        (AnnotationKind.Text or AnnotationKind.Json, PhysicalType.Bytes) => StringType.Default,
        (AnnotationKind.None or AnnotationKind.Unknown or AnnotationKind.Enumeration or AnnotationKind.Bson, PhysicalType.Bytes) =>
            BinaryType.Default,
        (AnnotationKind.Float16, PhysicalType.FixedBytes) when node.TypeLength == 2 => HalfFloatType.Default,
        (AnnotationKind.None or AnnotationKind.Unknown or AnnotationKind.Interval or AnnotationKind.Uuid, PhysicalType.FixedBytes)
            when node.TypeLength > 0 => new FixedSizeBinaryType(node.TypeLength),
        _ => throw Unsupported(node),
    };

    private static IArrowType Integer(FooterNode node) => (node.Type, node.Annotation.Width, node.Annotation.Flag) switch
    {
        (PhysicalType.Int32, 8, true) => Int8Type.Default,
        (PhysicalType.Int32, 8, false) => UInt8Type.Default,
        (PhysicalType.Int32, 16, true) => Int16Type.Default,
        (PhysicalType.Int32, 16, false) => UInt16Type.Default,
        (PhysicalType.Int32, 32, true) => Int32Type.Default,
        (PhysicalType.Int32, 32, false) => UInt32Type.Default,
        (PhysicalType.Int64, 64, true) => Int64Type.Default,
        (PhysicalType.Int64, 64, false) => UInt64Type.Default,
        _ => throw Unsupported(node),
    };

    private static Decimal128Type Decimal(FooterNode node) =>
        node.Annotation.Width is > 0 and <= MaxDecimal128Digits && node.Annotation.Scale >= 0 && node.Annotation.Scale <= node.Annotation.Width
            && node.Type is PhysicalType.Int32 or PhysicalType.Int64 or PhysicalType.Bytes or PhysicalType.FixedBytes
            ? new Decimal128Type(node.Annotation.Width, node.Annotation.Scale)
            : throw Unsupported(node);

    private static TimeUnit Unit(FooterNode node) => node.Annotation.Width switch
    {
        3 => TimeUnit.Millisecond,
        6 => TimeUnit.Microsecond,
        9 => TimeUnit.Nanosecond,
        _ => throw Unsupported(node),
    };

    private static NotSupportedException Unsupported(FooterNode node) =>
        new($"column '{node.Name}' holds {node.Type} of {node.TypeLength} bytes annotated as {node.Annotation}");
}
