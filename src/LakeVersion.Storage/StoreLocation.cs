using System.Buffers;

namespace LakeVersion.Storage;

/// <summary>Where a store is, as a user writes it: a path, <c>file:///path</c>, or <c>scheme://…</c> for another kind of store.</summary>
public readonly record struct StoreLocation
{
    private const string FileScheme = "file";
    private static readonly SearchValues<char> SchemeCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789+.-");

    private StoreLocation(string? scheme, string text) => (Scheme, Text) = (scheme, text);

    /// <summary>The scheme in lower case; null for a folder of this machine.</summary>
    public string? Scheme { get; }

    /// <summary>A folder's path, or the whole location of another kind of store. It may hold credentials: not for messages.</summary>
    public string Text { get; }

    /// <summary>Reads a location.</summary>
    /// <exception cref="LakeException">Invalid: it is empty, or a <c>file:</c> location that names no local folder.</exception>
    public static StoreLocation Parse(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw LakeException.Invalid("The location of the store is empty. Give a folder, or a location such as s3://bucket/prefix.");
        }

        var separator = text.IndexOf("://", StringComparison.Ordinal);
        var scheme = separator > 0 ? text[..separator].ToLowerInvariant() : "";
        if (scheme.Length == 0 || !char.IsAsciiLetter(scheme[0]) || scheme.AsSpan().ContainsAnyExcept(SchemeCharacters))
        {
            return new StoreLocation(null, text);
        }

        return scheme == FileScheme ? new StoreLocation(null, FilePath(text)) : new StoreLocation(scheme, text);
    }

    /// <summary>The scheme, or the folder; never credentials.</summary>
    public override string ToString() => Scheme is null ? Text : $"{Scheme}://…";

    private static string FilePath(string text)
    {
        // A # or ? in a folder's name is no fragment or query, so only percent signs are decoded.
        var rest = text[(FileScheme.Length + 3)..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var host = slash < 0 ? rest : rest[..slash];
        if (slash < 0 || (host.Length > 0 && !host.Equals("localhost", StringComparison.OrdinalIgnoreCase)))
        {
            throw LakeException.Invalid($"'{text}' names no folder of this machine: expected file:///folder, with three slashes.");
        }

        var path = Uri.UnescapeDataString(rest[slash..]);
        var hasDrive = path.Length > 2 && char.IsAsciiLetter(path[1]) && path[2] == ':';
        return OperatingSystem.IsWindows() && hasDrive ? path[1..] : path;
    }
}
