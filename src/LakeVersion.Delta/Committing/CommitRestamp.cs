using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Log;

namespace LakeVersion.Delta.Committing;

/// <summary>What a commit says of its place in a log.</summary>
/// <param name="Timestamp">The writer's clock, in milliseconds since the Unix epoch.</param>
/// <param name="InCommitTimestamp">The commit's own time; null where the table has none.</param>
/// <param name="ReadVersion">The version that was read; null for none.</param>
/// <param name="RowIds">Where its row ids go.</param>
internal readonly record struct CommitStamp(long Timestamp, long? InCommitTimestamp, long? ReadVersion, RowIdShift RowIds = default);

/// <summary>Writes a commit again at another place: every line but <c>commitInfo</c>, and those that give out row ids, is carried byte for
/// byte. Pure.</summary>
internal static class CommitRestamp
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Apply(ParsedCommit commit, CommitStamp stamp)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var info = commit.Lines.FirstOrDefault(line => line.Action is CommitInfo);
        WriteInfo(buffer, info.Raw, stamp);
        foreach (var line in commit.Lines.Where(line => line.Action is not CommitInfo))
        {
            buffer.Write(stamp.RowIds.Apply(line).Span);
            buffer.Write("\n"u8);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteInfo(ArrayBufferWriter<byte> buffer, ReadOnlyMemory<byte> raw, CommitStamp stamp)
    {
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        json.WriteStartObject("commitInfo");
        Number(json, "inCommitTimestamp", stamp.InCommitTimestamp);
        Number(json, "timestamp", stamp.Timestamp);
        Number(json, "readVersion", stamp.ReadVersion);
        if (!raw.IsEmpty)
        {
            using var document = JsonDocument.Parse(raw);
            foreach (var property in document.RootElement.GetProperty("commitInfo").EnumerateObject())
            {
                if (property.Name is not ("inCommitTimestamp" or "timestamp" or "readVersion"))
                {
                    property.WriteTo(json);
                }
            }
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        buffer.Write("\n"u8);
    }

    private static void Number(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }
}
