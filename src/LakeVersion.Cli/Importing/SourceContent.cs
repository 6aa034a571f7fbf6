using System.Security.Cryptography;
using LakeVersion.Cli.Local;
using LakeVersion.Outside;

namespace LakeVersion.Cli.Importing;

/// <summary>What the content of a source of rows is known by.</summary>
internal static class SourceContent
{
    /// <summary>A local file: its SHA-256, in one pass over it.</summary>
    public static async ValueTask<string> OfFileAsync(string path, CancellationToken cancellationToken)
    {
        await using var content = LocalOpening.Read(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
    }

    /// <summary>An object: its length and its store's tag, which the store gives anew where it is uploaded again otherwise.</summary>
    public static string Of(OutsideObject source) => $"{source.Info.SizeBytes} {source.Info.Version?.ETag}";
}
