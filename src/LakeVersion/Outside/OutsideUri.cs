using System.Text;
using LakeVersion.Storage;

namespace LakeVersion.Outside;

/// <summary>The name of an object outside the lake, as a lake stores it: <c>s3://bucket/key</c> or <c>file:///path</c> and nothing more.</summary>
/// <remarks>
/// 1. One object has one spelling: bytes of UTF-8 other than letters, digits and <c>-._~!$&amp;'()*+,;=:@/</c> are percent-encoded in
/// capitals, and nothing else is. 2. There is no user, port, query or fragment, and so no credential and no endpoint. 3. No
/// segment is empty, <c>.</c> or <c>..</c>, encoded or not. 4. A text that breaks a rule is refused, never mended.
/// </remarks>
internal readonly record struct OutsideUri
{
    /// <summary>The scheme of files of this machine.</summary>
    public const string File = "file";

    private const string Plain = "-._~!$&'()*+,;=:@/";

    private OutsideUri(string scheme, string authority, StoreKey path) => (Scheme, Authority, Path) = (scheme, authority, path);

    public string Scheme { get; }

    /// <summary>The bucket; empty for files.</summary>
    public string Authority { get; }

    /// <summary>The object's name in the bucket; for a file its absolute path without the first slash.</summary>
    public StoreKey Path { get; }

    public static OutsideUri Of(string scheme, string authority, StoreKey path) => new(scheme, authority, path);

    /// <summary>Reads what a lake stores.</summary>
    /// <exception cref="LakeException">Corrupt: the text breaks a rule of the type. It is not repeated, as it may hold anything.</exception>
    public static OutsideUri Parse(string text)
    {
        var colon = text.IndexOf("://", StringComparison.Ordinal);
        var slash = colon <= 0 ? -1 : text.IndexOf('/', colon + 3);
        if (slash > 0 && StoreKey.TryParse(Decode(text[(slash + 1)..]), out var path))
        {
            var uri = new OutsideUri(text[..colon], text[(colon + 3)..slash], path);
            if (uri.Scheme.All(IsSchemeCharacter) && char.IsAsciiLetterLower(uri.Scheme[0])
                && uri.Authority.All(IsAuthorityCharacter) && uri.Authority.Length == 0 == (uri.Scheme == File) && uri.ToString() == text)
            {
                return uri;
            }
        }

        throw LakeException.Corrupt(
            "The lake names content outside it by a text that is no plain URI: expected scheme://bucket/key or file:///path, percent-encoded in one way, "
            + "without user, query or '..'. The entry was not made by this program.");
    }

    /// <summary>The one spelling.</summary>
    public override string ToString() => $"{Scheme}://{Authority}/{Encode(Path.Value)}";

    /// <summary>Percent-encodes a path.</summary>
    public static string Encode(string path)
    {
        var text = new StringBuilder(path.Length);
        foreach (var unit in Encoding.UTF8.GetBytes(path))
        {
            var c = (char)unit;
            _ = char.IsAsciiLetterOrDigit(c) || Plain.Contains(c, StringComparison.Ordinal)
                ? text.Append(c)
                : text.Append(System.Globalization.CultureInfo.InvariantCulture, $"%{unit:X2}");
        }

        return text.ToString();
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text);

    private static bool IsSchemeCharacter(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '+' or '-' or '.';

    private static bool IsAuthorityCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_';
}
