namespace LakeVersion.Parquet.Footers;

/// <summary>The logical type of a schema node.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Width">Bits of an integer; digits of a decimal; digits behind the second of a time or timestamp: 3, 6 or 9.</param>
/// <param name="Scale">Digits of a decimal behind the point.</param>
/// <param name="Flag">An integer is signed; a time or timestamp is adjusted to UTC.</param>
internal readonly record struct Annotation(AnnotationKind Kind, int Width = 0, int Scale = 0, bool Flag = false);

/// <summary>Logical types.</summary>
internal enum AnnotationKind
{
    None,
    Text,
    Map,
    List,
    Enumeration,
    Decimal,
    Date,
    Time,
    Timestamp,
    Integer,
    Nothing,
    Json,
    Bson,
    Uuid,
    Float16,
    Interval,

    /// <summary>One that this version does not know; on a group it changes nothing.</summary>
    Unknown,
}
