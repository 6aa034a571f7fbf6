using System.Text.Json;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Checking;

/// <summary>What a writer noted of a version beside its commit (PROTOCOL.md, "Version Checksum File"). Reading a table never depends on it.</summary>
internal static class VersionChecksum
{
    /// <summary>How the note contradicts the log, in words; null where it does not, or where there is none that can be read.</summary>
    public static async ValueTask<string?> ContradictionAsync(IObjectStore folder, DeltaSnapshot table, CancellationToken cancellationToken)
    {
        var key = StoreKey.Parse(LogKeys.Stem(table.Version) + ".crc");
        if (await folder.GetAsync(key, cancellationToken).ConfigureAwait(false) is not { } content || Read(content) is not var (files, bytes))
        {
            return null;
        }

        return files == table.Files.Count && bytes == table.SizeBytes
            ? null
            : $"{key} notes {files} files of {bytes} bytes; by the log the version has {table.Files.Count} of {table.SizeBytes}. One of them was changed after the commit, or its writer erred.";
    }

    private static (long Files, long Bytes)? Read(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object && Number(root, "numFiles") is { } files && Number(root, "tableSizeBytes") is { } bytes ? (files, bytes) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static long? Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;
}
