using System.Globalization;
using System.Text.Json;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Simulation.Checking;

/// <summary>A table's state by its commits alone, read as PROTOCOL.md says in as few lines as it takes, and what of them cannot be.</summary>
internal sealed class TableReplay
{
    private const string LogFolder = "_delta_log/";
    private readonly Dictionary<string, (long First, long Count)> rowIds = [];
    private long? time;
    private long mark = -1;

    /// <summary>The newest version; -1 for none.</summary>
    public long Version { get; private set; } = -1;

    /// <summary>The live files, each a path and the id of its deletion vector.</summary>
    public HashSet<(string Path, string? Vector)> Files { get; } = [];

    /// <summary>What must not be and was found.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Reads all commits of a table.</summary>
    public static TableReplay Of(string table, IReadOnlyDictionary<string, TreeEntry> entries, Func<TreeEntry, string> text)
    {
        var replay = new TableReplay();
        var prefix = $"{table}/{LogFolder}";
        foreach (var (path, entry) in entries.Where(pair => IsCommit(pair.Key, prefix)).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            replay.Add(long.Parse(path.AsSpan(prefix.Length, 20), CultureInfo.InvariantCulture), text(entry));
        }

        replay.CheckRowIds();
        return replay;
    }

    private static bool IsCommit(string path, string prefix) =>
        path.Length == prefix.Length + 25 && path.StartsWith(prefix, StringComparison.Ordinal) && path.EndsWith(".json", StringComparison.Ordinal);

    private static string? VectorOf(JsonElement file) => file.TryGetProperty("deletionVector", out var vector)
        ? $"{vector.GetProperty("storageType").GetString()}{vector.GetProperty("pathOrInlineDv").GetString()}@{(vector.TryGetProperty("offset", out var offset) ? offset.GetInt32() : null)}"
        : null;

    private void Add(long version, string commit)
    {
        if (version != Version + 1)
        {
            Faults.Add($"version {version} follows version {Version}");
        }

        Version = version;
        var actions = commit.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.EnumerateObject().Single()).ToList();
        foreach (var remove in actions.Where(action => action.Name == "remove"))
        {
            Files.Remove((remove.Value.GetProperty("path").GetString()!, VectorOf(remove.Value)));
        }

        foreach (var action in actions)
        {
            Add(action.Name, action.Value);
        }
    }

    private void Add(string action, JsonElement value)
    {
        switch (action)
        {
            case "commitInfo" when value.TryGetProperty("inCommitTimestamp", out var own):
                if (own.GetInt64() <= time)
                {
                    Faults.Add($"version {Version} has the time {own.GetInt64()}, the one before {time}");
                }

                time = own.GetInt64();
                break;
            case "add":
                var path = value.GetProperty("path").GetString()!;
                Files.RemoveWhere(file => file.Path == path);
                Files.Add((path, VectorOf(value)));
                if (value.TryGetProperty("baseRowId", out var first) && value.TryGetProperty("stats", out var stats))
                {
                    rowIds[path] = (first.GetInt64(), JsonDocument.Parse(stats.GetString()!).RootElement.GetProperty("numRecords").GetInt64());
                }

                break;
            case "domainMetadata" when value.GetProperty("domain").GetString() == "delta.rowTracking":
                var next = JsonDocument.Parse(value.GetProperty("configuration").GetString()!).RootElement.GetProperty("rowIdHighWaterMark").GetInt64();
                if (next < mark)
                {
                    Faults.Add($"version {Version} takes the mark of row ids back from {mark} to {next}");
                }

                mark = next;
                break;
        }
    }

    private void CheckRowIds()
    {
        var end = -1L;
        foreach (var (path, (first, count)) in rowIds.Where(ids => Files.Any(file => file.Path == ids.Key)).OrderBy(ids => ids.Value.First))
        {
            if (first <= end || first + count - 1 > mark)
            {
                Faults.Add($"'{path}' has row ids {first} to {first + count - 1}, others end at {end}, the mark is {mark}");
            }

            end = first + count - 1;
        }
    }
}
