namespace LakeVersion.Delta.Vacuuming;

/// <summary>A file that no version needs any more.</summary>
/// <param name="Path">Its name, relative to the table.</param>
/// <param name="SizeBytes">Its length.</param>
public sealed record VacuumedFile(string Path, long SizeBytes);
