using System.Text;

namespace LakeVersion.Storage;

/// <summary>The name of one object in a store: segments joined by <c>/</c>, relative to the store's root.</summary>
/// <remarks>
/// A key is well-formed Unicode and has no empty, <c>.</c> or <c>..</c> segment, no leading or trailing <c>/</c>, no control character and
/// at most 1,024 bytes of UTF-8. Keys order by their UTF-8 bytes, unsigned. Lakes use only
/// <c>[a-z0-9._/-]</c> (docs/format.md, "Store keys"); plain Delta tables may hold any other name.
/// </remarks>
public readonly record struct StoreKey : IComparable<StoreKey>
{
    private const int MaxBytes = 1024;

    private readonly string? value;

    private StoreKey(string value) => this.value = value;

    /// <summary>The key as text. Empty only for <c>default</c>, which no store accepts.</summary>
    public string Value => value ?? "";

    /// <summary>Checks and wraps a key.</summary>
    /// <exception cref="LakeException">Invalid: the text breaks a rule of the type; the message names it.</exception>
    public static StoreKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Fault(text) is { } fault
            ? throw LakeException.Invalid($"'{text}' is not a store key: {fault}.")
            : new StoreKey(text);
    }

    /// <summary>Checks and wraps a key; false where the text breaks a rule.</summary>
    public static bool TryParse(string? text, out StoreKey key)
    {
        var valid = text is not null && Fault(text) is null;
        key = valid ? new StoreKey(text!) : default;
        return valid;
    }

    /// <summary>Compares by unsigned UTF-8 bytes, the order in which every store lists.</summary>
    public int CompareTo(StoreKey other) => Utf8Order.Compare(Value, other.Value);

    /// <summary>True where <paramref name="left"/> sorts before <paramref name="right"/>.</summary>
    public static bool operator <(StoreKey left, StoreKey right) => left.CompareTo(right) < 0;

    /// <summary>True where <paramref name="left"/> sorts after <paramref name="right"/>.</summary>
    public static bool operator >(StoreKey left, StoreKey right) => left.CompareTo(right) > 0;

    /// <summary>True where <paramref name="left"/> sorts before or equals <paramref name="right"/>.</summary>
    public static bool operator <=(StoreKey left, StoreKey right) => left.CompareTo(right) <= 0;

    /// <summary>True where <paramref name="left"/> sorts after or equals <paramref name="right"/>.</summary>
    public static bool operator >=(StoreKey left, StoreKey right) => left.CompareTo(right) >= 0;

    /// <summary>The key as text.</summary>
    public override string ToString() => Value;

    private static string? Fault(string text)
    {
        if (text.Length == 0)
        {
            return "it is empty";
        }

        if (Encoding.UTF8.GetByteCount(text) > MaxBytes)
        {
            return $"it is longer than {MaxBytes} bytes";
        }

        // Two ill-formed texts would share the bytes of one name, since both encode as U+FFFD.
        if (!UnicodeText.IsValid(text))
        {
            return "it is not well-formed Unicode";
        }

        if (text.AsSpan().ContainsAnyInRange('\0', '\u001f'))
        {
            return "it holds a control character";
        }

        foreach (var range in text.AsSpan().Split('/'))
        {
            var segment = text.AsSpan(range);
            if (segment.IsEmpty)
            {
                return "it has an empty segment";
            }

            if (segment is "." or "..")
            {
                return $"it has a segment '{segment}'";
            }
        }

        return null;
    }
}
