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

    /// <summary>A key of a store as an absolute URI, such as <c>s3://bucket/folder/file</c> or <c>file:///folder/file</c>.</summary>
    /// <param name="store">The store's name.</param>
    /// <param name="key">The key.</param>
    /// <exception cref="LakeException">Unsupported: the store lies where no other program could find it.</exception>
    public static string Absolute(string store, StoreKey key)
    {
        ArgumentNullException.ThrowIfNull(store);
        var scheme = store.IndexOf("://", StringComparison.Ordinal);
        return store.StartsWith('/') ? $"file://{Encode(store.TrimEnd('/') + "/" + key.Value)}"
            : scheme > 0 ? $"{store[..(scheme + 3)]}{Encode(store[(scheme + 3)..].TrimEnd('/') + "/" + key.Value)}"
            : throw LakeException.Unsupported($"'{store}' is no place that another program could find, so its files have no absolute paths. Copy them.");
    }

    /// <summary>A key as a URI.</summary>
    public static string Encode(StoreKey key) => Encode(key.Value);

    private static string Encode(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var unit in Encoding.UTF8.GetBytes(name))
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
