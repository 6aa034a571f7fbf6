namespace LakeVersion.Delta.Vacuuming;

/// <summary>What a vacuum deleted, or would delete.</summary>
/// <param name="Version">The version whose files were kept whatever their age.</param>
/// <param name="Before">Files that no version from this time on needs, and that are not younger than it.</param>
/// <param name="Files">The files, in the order of their names.</param>
/// <param name="IsDryRun">True where nothing was deleted.</param>
public sealed record VacuumReport(long Version, DateTimeOffset Before, IReadOnlyList<VacuumedFile> Files, bool IsDryRun)
{
    /// <summary>The sum of the files' lengths, in bytes.</summary>
    public long Bytes => Files.Sum(file => file.SizeBytes);

    /// <summary>Figures, in Spark's words.</summary>
    public IReadOnlyDictionary<string, string?> Metrics => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["numFilesToDelete"] = Writing.CommitFacts.Number(Files.Count),
        ["sizeOfDataToDelete"] = Writing.CommitFacts.Number(Bytes),
        ["numDeletedFiles"] = Writing.CommitFacts.Number(IsDryRun ? 0 : Files.Count),
    };
}
