namespace LakeVersion.Delta.Tests.Conformance;

/// <summary>A table of the fixtures, as the folders show it.</summary>
/// <param name="Name">Where it is: suite and folder, with slashes.</param>
/// <param name="Folder">The folder that holds <c>_delta_log</c>, or should.</param>
/// <param name="Expected">The folder with the rows that the table's writer found, as Parquet; null for none.</param>
public sealed record FixtureTable(string Name, string Folder, string? Expected)
{
    public string Log => Path.Combine(Folder, "_delta_log");
}
