using System.Text.Json.Nodes;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Merging;

/// <summary>A file's content in a conflict: size and digest, or where it is outside the lake, as JSON.</summary>
internal static class EntryText
{
    public static string? Of(TreeEntry? entry)
    {
        if (entry is null)
        {
            return null;
        }

        var text = new JsonObject { ["size"] = entry.SizeBytes };
        if (entry.Sha256 is { } digest)
        {
            text["sha256"] = digest.ToString();
        }

        if (entry.External is { } external)
        {
            text["external"] = external.Uri;
        }

        if (entry.ContentType is { } type)
        {
            text["contentType"] = type;
        }

        return text.ToJsonString();
    }
}
