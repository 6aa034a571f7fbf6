using System.Text;
using System.Text.Unicode;
using LakeVersion.Storage;

namespace LakeVersion.Versioning.Places;

/// <summary>A name inside a tree.</summary>
/// <remarks>
/// 1 to 1,024 bytes of UTF-8, valid Unicode, without NUL (docs/format.md, section 4). Paths order by their unsigned
/// UTF-8 bytes, are compared byte by byte and keep their case; nothing is normalised.
/// </remarks>
public readonly record struct LakePath : IComparable<LakePath>
{
    /// <summary>The length of the longest path, in bytes of UTF-8.</summary>
    public const int MaxBytes = 1024;

    private readonly string? value;

    private LakePath(string value) => this.value = value;

    /// <summary>The path as text. Empty only for <c>default</c>, which no tree holds.</summary>
    public string Value => value ?? "";

    /// <summary>Checks and wraps a path that a tree can hold.</summary>
    /// <exception cref="LakeException">Invalid: the text breaks a rule of the type; the message names it.</exception>
    public static LakePath Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Fault(text) is { } fault ? throw Invalid(text, fault) : new LakePath(text);
    }

    /// <summary>Checks and wraps a path that a tree can hold; false where the text breaks a rule.</summary>
    public static bool TryParse(string? text, out LakePath path)
    {
        var valid = text is not null && Fault(text) is null;
        path = valid ? new LakePath(text!) : default;
        return valid;
    }

    /// <summary>
    /// Checks and wraps a path that people and programs may write to: beyond the rules of the type no leading, trailing
    /// or double <c>/</c>, and no segment <c>.</c> or <c>..</c>.
    /// </summary>
    /// <exception cref="LakeException">Invalid: the text breaks a rule; the message names it.</exception>
    public static LakePath ParseForPut(string text)
    {
        var path = Parse(text);
        foreach (var range in text.AsSpan().Split('/'))
        {
            var segment = text.AsSpan(range);
            if (segment.IsEmpty)
            {
                throw Invalid(text, "it begins or ends with '/' or has an empty segment");
            }

            if (segment is "." or "..")
            {
                throw Invalid(text, $"it has a segment '{segment}'");
            }
        }

        return path;
    }

    /// <summary>The path as bytes of UTF-8, in a new array.</summary>
    public byte[] ToUtf8() => Encoding.UTF8.GetBytes(Value);

    /// <summary>Compares by unsigned UTF-8 bytes, the order of every tree.</summary>
    public int CompareTo(LakePath other) => Utf8Order.Compare(Value, other.Value);

    /// <summary>True where <paramref name="left"/> sorts before <paramref name="right"/>.</summary>
    public static bool operator <(LakePath left, LakePath right) => left.CompareTo(right) < 0;

    /// <summary>True where <paramref name="left"/> sorts after <paramref name="right"/>.</summary>
    public static bool operator >(LakePath left, LakePath right) => left.CompareTo(right) > 0;

    /// <summary>True where <paramref name="left"/> sorts before or equals <paramref name="right"/>.</summary>
    public static bool operator <=(LakePath left, LakePath right) => left.CompareTo(right) <= 0;

    /// <summary>True where <paramref name="left"/> sorts after or equals <paramref name="right"/>.</summary>
    public static bool operator >=(LakePath left, LakePath right) => left.CompareTo(right) >= 0;

    /// <summary>The path as text.</summary>
    public override string ToString() => Value;

    /// <summary>Wraps a key that a decoded node holds; the decoder has checked its bytes.</summary>
    internal static LakePath FromChecked(ReadOnlySpan<byte> utf8) => new(Encoding.UTF8.GetString(utf8));

    /// <summary>True where the bytes are a path that a tree can hold.</summary>
    internal static bool IsValid(ReadOnlySpan<byte> utf8) =>
        utf8.Length is > 0 and <= MaxBytes && !utf8.Contains((byte)0) && Utf8.IsValid(utf8);

    private static LakeException Invalid(string text, string fault) => LakeException.Invalid($"'{(text.Length > MaxBytes ? text[..60] + "…" : text)}' is not a path: {fault}.");

    private static string? Fault(string text)
    {
        if (text.Length == 0)
        {
            return "it is empty";
        }

        // One UTF-16 unit is at least one byte: this bound comes first, so that a huge text is not encoded.
        if (text.Length > MaxBytes)
        {
            return $"it is longer than {MaxBytes} bytes";
        }

        Span<byte> utf8 = stackalloc byte[MaxBytes];
        return Utf8.FromUtf16(text, utf8, out _, out _, replaceInvalidSequences: false) switch
        {
            System.Buffers.OperationStatus.DestinationTooSmall => $"it is longer than {MaxBytes} bytes",
            System.Buffers.OperationStatus.Done => text.Contains('\0', StringComparison.Ordinal) ? "it holds a NUL" : null,
            _ => "it is not valid Unicode (a surrogate stands alone)",
        };
    }
}
