using System.Text;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Log;

/// <summary>The path of a data file: a URI in the log, a key or an absolute name outside it (PROTOCOL.md, "Add File").</summary>
public static class FilePath
{
    // What RFC 2396 lets stand in a path; all else is written as percent-encoded UTF-8.
    private const string Plain = "-_.!~*'()/=@&+$,;";

    /// <summary>The name that a URI stands for: what tells files apart. Different spellings of one absolute path are equal.</summary>
    public static string Decode(string uri)
    {
        var text = uri;
        if (text.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            text = text["file:".Length..];
            text = text.StartsWith("//", StringComparison.Ordinal) ? text[2..] : text;
        }

        return text.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(text) : text;
    }

    /// <summary>True for a path that does not lie in the table's folder by its form: one with a scheme, or from the root.</summary>
    public static bool IsAbsolute(string uri)
    {
        var colon = uri.IndexOf(':', StringComparison.Ordinal);
        return uri.StartsWith('/') || (colon > 0 && char.IsAsciiLetter(uri[0])
            && uri.AsSpan(0, colon).IndexOfAnyExcept(SchemeChars) < 0);
    }

    /// <summary>The key of a file in the table's folder.</summary>
    /// <exception cref="LakeException">Unsupported: the path is absolute. Corrupt: it is no key.</exception>
    public static StoreKey Key(string uri)
    {
        if (IsAbsolute(uri))
        {
            throw LakeException.Unsupported(
                $"The log names the file '{uri}' by an absolute path, which is not followed here: inside a lake never, elsewhere only by those who were given stores to open.");
        }

        return StoreKey.TryParse(Decode(uri), out var key)
            ? key
            : throw LakeException.Corrupt($"The log names the data file '{uri}', which is not a path in the table.");
    }

    /// <summary>A key as a URI.</summary>
    public static string Encode(StoreKey key)
    {
        var text = new StringBuilder(key.Value.Length);
        foreach (var unit in Encoding.UTF8.GetBytes(key.Value))
        {
            var c = (char)unit;
            _ = char.IsAsciiLetterOrDigit(c) || Plain.Contains(c, StringComparison.Ordinal)
                ? text.Append(c)
                : text.Append('%').Append(unit.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    private static readonly System.Buffers.SearchValues<char> SchemeChars =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");
}
