using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LakeVersion.Delta.Checkpoints;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Log;

/// <summary>The hint where a recent checkpoint is (PROTOCOL.md, "Last Checkpoint File"). It may be missing, stale or damaged.</summary>
internal static class LastCheckpoint
{
    /// <summary>The version that the hint names; null where it says nothing usable.</summary>
    public static async ValueTask<long?> ReadAsync(IObjectStore folder, CancellationToken cancellationToken)
    {
        try
        {
            return await folder.GetAsync(LogKeys.LastCheckpoint, cancellationToken).ConfigureAwait(false) is { } content ? Version(content.Span) : null;
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Corrupt)
        {
            return null;
        }
    }

    /// <summary>Names a checkpoint, unless the hint names a newer one already.</summary>
    public static async ValueTask WriteAsync(IObjectStore folder, CheckpointResult checkpoint, CancellationToken cancellationToken)
    {
        if (!(await ReadAsync(folder, cancellationToken).ConfigureAwait(false) > checkpoint.Version))
        {
            await folder.PutAsync(LogKeys.LastCheckpoint, Content(checkpoint), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The hint's bytes, its checksum included.</summary>
    internal static byte[] Content(CheckpointResult checkpoint)
    {
        var hint = new JsonObject
        {
            ["version"] = checkpoint.Version,
            ["size"] = checkpoint.Actions,
            ["sizeInBytes"] = checkpoint.SizeBytes,
            ["numOfAddFiles"] = checkpoint.Files,
        };
        hint[JsonChecksum.Field] = JsonChecksum.Of(JsonElement.Parse(hint.ToJsonString()));
        return Encoding.UTF8.GetBytes(hint.ToJsonString());
    }

    private static long? Version(ReadOnlySpan<byte> content)
    {
        try
        {
            var reader = new Utf8JsonReader(content);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isVersion = reader.ValueTextEquals("version"u8);
                reader.Read();
                if (isVersion)
                {
                    return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var version) && version >= 0 ? version : null;
                }

                reader.Skip();
            }

            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
