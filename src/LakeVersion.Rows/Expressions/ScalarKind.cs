namespace LakeVersion.Rows.Expressions;

/// <summary>What sort of value a <see cref="Scalar"/> holds. Whole, floating-point and exact numbers compare with each other.</summary>
public enum ScalarKind
{
    /// <summary>True or false; false is smaller.</summary>
    Boolean,

    /// <summary>A whole number of up to 64 bits.</summary>
    Whole,

    /// <summary>A floating-point number.</summary>
    Floating,

    /// <summary>An exact decimal number.</summary>
    Exact,

    /// <summary>Text, ordered by its UTF-8 bytes.</summary>
    Text,

    /// <summary>Bytes, ordered unsigned.</summary>
    Bytes,

    /// <summary>Days since 1970-01-01.</summary>
    Date,

    /// <summary>Microseconds since 1970-01-01 00:00:00, in UTC or of a wall clock, as the column says.</summary>
    Timestamp,
}
