using Apache.Arrow;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Delta.Altering;

/// <summary>A column to add.</summary>
/// <param name="Field">Its name, type and metadata; it is nullable whatever the field says, as rows that are there have no value of it.</param>
public sealed record NewColumn(Field Field)
{
    /// <summary>The struct that it becomes a field of, as <c>trip</c> or <c>trips.element</c>; null for a column of the table.</summary>
    public ColumnPath? Parent { get; init; }

    /// <summary>Its place; null for the end.</summary>
    public ColumnPosition? Position { get; init; }

    /// <summary>What it means, in words; null for nothing.</summary>
    public string? Comment { get; init; }
}
