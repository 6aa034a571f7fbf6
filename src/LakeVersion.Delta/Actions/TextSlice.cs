using System.Text;
using System.Text.Json;

namespace LakeVersion.Delta.Actions;

/// <summary>Where a JSON text stands in its line, between the quotes.</summary>
/// <param name="Start">The first byte behind the opening quote.</param>
/// <param name="Length">Bytes up to the closing quote.</param>
/// <param name="IsEscaped">True where the bytes hold escapes.</param>
internal readonly record struct TextSlice(int Start, int Length, bool IsEscaped)
{
    /// <summary>The text on which the reader stands.</summary>
    /// <exception cref="JsonException">It stands on something else, or the text is not valid Unicode.</exception>
    public static TextSlice At(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw JsonValues.Wrong(ref reader, "text");
        }

        if (reader.ValueIsEscaped)
        {
            // Decoding is the only check there is.
            _ = JsonValues.Text(ref reader);
        }
        else if (!System.Text.Unicode.Utf8.IsValid(reader.ValueSpan))
        {
            throw JsonValues.NotUnicode(null);
        }

        return new TextSlice((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length, reader.ValueIsEscaped);
    }

    /// <summary>Null for JSON's null.</summary>
    public static TextSlice? AtOrNull(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Null ? null : At(ref reader);

    /// <summary>The text itself.</summary>
    public string Text(ReadOnlySpan<byte> line)
    {
        if (!IsEscaped)
        {
            return Encoding.UTF8.GetString(line.Slice(Start, Length));
        }

        var reader = Quoted(line);
        return reader.GetString()!;
    }

    /// <summary>Writes the text as UTF-8 into a buffer of at least <see cref="Length"/> bytes, and says how long it is.</summary>
    public int CopyTo(ReadOnlySpan<byte> line, Span<byte> destination)
    {
        if (!IsEscaped)
        {
            line.Slice(Start, Length).CopyTo(destination);
            return Length;
        }

        var reader = Quoted(line);
        return reader.CopyString(destination);
    }

    private Utf8JsonReader Quoted(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line.Slice(Start - 1, Length + 2));
        reader.Read();
        return reader;
    }
}
