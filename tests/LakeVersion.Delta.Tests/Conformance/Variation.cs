using System.Globalization;
using System.Text;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Tests.Conformance;

/// <summary>A fixture with files away or damaged that must not matter (PROTOCOL.md, "Checkpoints", "Last Checkpoint File", "Log Compaction Files", "Version Checksum File").</summary>
/// <param name="What">What is different, for reports.</param>
/// <param name="Store">The altered table.</param>
/// <param name="Versions">The versions at which it must be the same table.</param>
internal sealed record Variation(string What, IObjectStore Store, IReadOnlyList<long> Versions)
{
    /// <summary>False where no checkpoint is there.</summary>
    public bool KeepsCheckpoints { get; init; } = true;

    /// <summary>The variations that a table's log has something for.</summary>
    /// <param name="table">The fixture, with all its commits.</param>
    /// <param name="newest">Its newest version.</param>
    public static IEnumerable<Variation> Of(FixtureTable table, long newest)
    {
        var inner = new FolderStore(table.Folder);
        var names = Directory.GetFiles(table.Log, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(table.Folder, file)).ToList();
        var checkpoints = names.Where(IsCheckpoint).Select(Version).Distinct().Order().ToList();
        if (names.Any(IsHint))
        {
            yield return new Variation("without `_last_checkpoint`", new AlteredStore(inner) { Hides = IsHint }, [newest]);
            yield return new Variation("damaged `_last_checkpoint`", Replacing(inner, IsHint, "{\"version\":"), [newest]);
            yield return new Variation("`_last_checkpoint` of a version that is not there", Replacing(inner, IsHint, "{\"version\":9223372036854775807,\"size\":1}"), [newest]);
        }

        if (checkpoints.Count > 0)
        {
            yield return new Variation("without checkpoints", new AlteredStore(inner) { Hides = IsCheckpoint }, [newest]) { KeepsCheckpoints = false };
        }

        foreach (var version in checkpoints)
        {
            // What metadata clean-up leaves: nothing below the checkpoint.
            var below = new AlteredStore(inner) { Hides = key => !IsSidecar(key) && Version(key) < version };
            yield return new Variation($"from checkpoint {version} on", below, [version, newest]);
        }

        if (names.Any(IsChecksum))
        {
            yield return new Variation("without .crc", new AlteredStore(inner) { Hides = IsChecksum }, [newest]);
            yield return new Variation("damaged .crc", Replacing(inner, IsChecksum, "malformed"), [newest]);
        }

        if (names.Any(IsCompaction))
        {
            yield return new Variation("without compactions", new AlteredStore(inner) { Hides = IsCompaction }, [newest]);
        }
    }

    private static AlteredStore Replacing(IObjectStore inner, Func<string, bool> which, string content) =>
        new(inner) { Replaces = key => which(key) ? Encoding.UTF8.GetBytes(content) : null };

    private static bool IsHint(string key) => key.EndsWith("/_last_checkpoint", StringComparison.Ordinal);

    private static bool IsSidecar(string key) => key.Contains("/_sidecars/", StringComparison.Ordinal);

    private static bool IsCheckpoint(string key) => !IsSidecar(key) && key.Contains(".checkpoint.", StringComparison.Ordinal) && Path.GetFileName(key) is not ['.', ..];

    private static bool IsChecksum(string key) => key.EndsWith(".crc", StringComparison.Ordinal) && Path.GetFileName(key) is not ['.', ..];

    private static bool IsCompaction(string key) => key.EndsWith(".compacted.json", StringComparison.Ordinal);

    // Files without a version in front belong to every one.
    private static long Version(string key) =>
        long.TryParse(Path.GetFileName(key).Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : long.MaxValue;
}
