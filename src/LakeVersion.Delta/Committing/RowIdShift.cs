using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Delta.Committing;

/// <summary>Moves the row ids that staged commits gave out above those of the winner (rule 5 of "A table inside a lake"). Pure.</summary>
/// <param name="Mark">The mark that the commits were staged on: ids above it are theirs.</param>
/// <param name="Ids">How far ids move.</param>
/// <param name="Version">The version that the commits were staged on: row commit versions above it are theirs.</param>
/// <param name="Versions">How far versions move.</param>
internal readonly record struct RowIdShift(long Mark, long Ids, long Version, long Versions)
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public bool IsNone => Ids == 0 && Versions == 0;

    /// <summary>The line at its new place; the same bytes where it names no id, every other field as it was.</summary>
    public ReadOnlyMemory<byte> Apply(CommitLine line) => line.Action switch
    {
        AddFile add when IsMine(add.BaseRowId, add.DefaultRowCommitVersion) => Rewrite(line.Raw, "add"),
        RemoveFile remove when IsMine(remove.BaseRowId, remove.DefaultRowCommitVersion) => Rewrite(line.Raw, "remove"),
        DomainMetadata { Domain: RowTracking.Domain, Removed: false } domain when !IsNone => Rewrite(line.Raw, "domainMetadata", RowTracking.MarkOf(domain)),
        _ => line.Raw,
    };

    private bool IsMine(long? id, long? version) => !IsNone && (id > Mark || version > Version);

    private ReadOnlyMemory<byte> Rewrite(ReadOnlyMemory<byte> raw, string name, long? mark = null)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var document = JsonDocument.Parse(raw);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteStartObject(name);
            foreach (var property in document.RootElement.GetProperty(name).EnumerateObject())
            {
                switch (property.Name)
                {
                    case "baseRowId" when property.Value.TryGetInt64(out var id) && id > Mark:
                        json.WriteNumber(property.Name, id + Ids);
                        break;
                    case "defaultRowCommitVersion" when property.Value.TryGetInt64(out var version) && version > Version:
                        json.WriteNumber(property.Name, version + Versions);
                        break;
                    case "configuration" when mark is { } own:
                        json.WriteString(property.Name, RowTracking.DomainOf(own + Ids).Configuration);
                        break;
                    default:
                        property.WriteTo(json);
                        break;
                }
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
