namespace LakeVersion.Rows.Expressions;

/// <summary>How a column is compared.</summary>
public enum ComparisonOperator
{
    /// <summary>The values are equal.</summary>
    Equal,

    /// <summary>The values differ.</summary>
    NotEqual,

    /// <summary>The column is smaller.</summary>
    Less,

    /// <summary>The column is smaller or equal.</summary>
    LessOrEqual,

    /// <summary>The column is greater.</summary>
    Greater,

    /// <summary>The column is greater or equal.</summary>
    GreaterOrEqual,

    /// <summary>The values are equal; false, not unknown, where the column is null.</summary>
    NullSafeEqual,
}
