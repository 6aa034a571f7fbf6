namespace LakeVersion.Delta.Comparing;

/// <summary>A column, or a field of a struct, that differs between two versions.</summary>
/// <param name="Path">Its name in the later version, or in the earlier where only that has it; fields of structs behind a dot.</param>
/// <param name="BeforePath">Its name in the earlier version; null where only the later has it. Another one than <paramref name="Path"/> was renamed.</param>
/// <param name="BeforeType">Its type in the earlier version, as Delta names it; null where only the later has it.</param>
/// <param name="AfterType">Its type in the later version; null where only the earlier has it.</param>
/// <param name="BeforeNullable">Whether it may be null in the earlier version.</param>
/// <param name="AfterNullable">Whether it may be null in the later version.</param>
public sealed record ColumnDifference(
    string Path, string? BeforePath, string? BeforeType, string? AfterType, bool? BeforeNullable, bool? AfterNullable);

/// <summary>A property that differs between two versions.</summary>
/// <param name="Key">The property.</param>
/// <param name="Before">Its value in the earlier version; null where it has none.</param>
/// <param name="After">Its value in the later version; null where it has none.</param>
public sealed record PropertyDifference(string Key, string? Before, string? After);
