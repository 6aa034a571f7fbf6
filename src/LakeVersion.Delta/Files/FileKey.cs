using System.Text;
using LakeVersion.Delta.Log;

namespace LakeVersion.Delta.Files;

/// <summary>What identifies a file among the live ones: its decoded path, in UTF-8. Mostly the very bytes of the log.</summary>
/// <remarks>A path lives with one deletion vector at a time: an add with another vector takes the place of the one before, and a remove
/// ends the life of its own vector's file alone (PROTOCOL.md, "Action Reconciliation").</remarks>
internal static class FileKey
{
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> uri) =>
        uri.Contains((byte)'%') || uri.StartsWith("file:"u8) || uri.StartsWith("FILE:"u8)
            ? Encoding.UTF8.GetBytes(FilePath.Decode(Encoding.UTF8.GetString(uri)))
            : uri;

    public static ReadOnlySpan<byte> Of(string uri) => Of(Encoding.UTF8.GetBytes(uri));
}
