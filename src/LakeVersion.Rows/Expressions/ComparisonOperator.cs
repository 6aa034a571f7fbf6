namespace LakeVersion.Rows.Expressions;

/// <summary>How a column is tested.</summary>
public enum ComparisonOperator
{
    /// <summary>The values are equal.</summary>
    Equal,

    /// <summary>The values differ. A null row does not pass.</summary>
    NotEqual,

    /// <summary>The column is smaller.</summary>
    Less,

    /// <summary>The column is smaller or equal.</summary>
    LessOrEqual,

    /// <summary>The column is greater.</summary>
    Greater,

    /// <summary>The column is greater or equal.</summary>
    GreaterOrEqual,

    /// <summary>The column is null; there is no value to compare with.</summary>
    IsNull,

    /// <summary>The column is not null; there is no value to compare with.</summary>
    IsNotNull,
}
