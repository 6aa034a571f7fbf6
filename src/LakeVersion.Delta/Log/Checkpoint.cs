namespace LakeVersion.Delta.Log;

/// <summary>A complete checkpoint: the state of the table at one version.</summary>
/// <param name="Version">The version.</param>
/// <param name="Files">Its file, or all of its parts in order.</param>
internal sealed record Checkpoint(long Version, IReadOnlyList<LogFile> Files)
{
    /// <summary>The complete ones of a listing, newest first. A set that lacks a part is none (PROTOCOL.md, "Checkpoints").</summary>
    public static IReadOnlyList<Checkpoint> Of(IEnumerable<LogFile> files)
    {
        var found = new List<Checkpoint>();
        foreach (var set in files.Where(IsCheckpoint).GroupBy(file => (file.Version, file.Kind, file.Kind == LogFileKind.CheckpointPart ? file.Part.Count : 0)))
        {
            var parts = set.OrderBy(file => file.Part.Number).ThenBy(file => file.Key).ToList();
            if (set.Key.Kind != LogFileKind.CheckpointPart)
            {
                // Two writers may have made one each; they say the same.
                found.AddRange(parts.Select(file => new Checkpoint(file.Version, [file])));
            }
            else if (parts.Count == set.Key.Item3 && parts.Select(file => file.Part.Number).SequenceEqual(Enumerable.Range(1, parts.Count)))
            {
                found.Add(new Checkpoint(set.Key.Version, parts));
            }
        }

        return [.. found.OrderByDescending(checkpoint => checkpoint.Version).ThenByDescending(checkpoint => checkpoint.Files[0].Kind).ThenBy(checkpoint => checkpoint.Files[0].Key)];
    }

    private static bool IsCheckpoint(LogFile file) =>
        file.Kind is LogFileKind.ClassicCheckpoint or LogFileKind.CheckpointPart or LogFileKind.UuidCheckpoint;
}
