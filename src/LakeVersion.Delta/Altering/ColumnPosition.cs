namespace LakeVersion.Delta.Altering;

/// <summary>Where a column stands among those of its struct.</summary>
/// <param name="After">The column that it stands behind; null for the first place.</param>
public sealed record ColumnPosition(string? After)
{
    /// <summary>Before all others.</summary>
    public static ColumnPosition First { get; } = new((string?)null);
}
