using System.Globalization;
using System.Text;

namespace LakeVersion.Testing.Proxy;

/// <summary>The first line and the headers of a request or an answer, with their bytes as they came.</summary>
internal sealed class HttpHead
{
    private readonly string[] lines;
    private readonly string[] words;

    public HttpHead(byte[] raw)
    {
        Raw = raw;
        lines = Encoding.Latin1.GetString(raw).TrimEnd('\r', '\n').Split("\r\n");
        words = lines[0].Split(' ');
        if (words.Length < 2)
        {
            throw new HttpFormatException($"'{lines[0]}' is no first line of HTTP.");
        }
    }

    /// <summary>The bytes, with the empty line at their end.</summary>
    public byte[] Raw { get; }

    /// <summary>A request's method.</summary>
    public string Method => words[0];

    /// <summary>A request's target: path and query as they came.</summary>
    public string Target => words[1];

    /// <summary>An answer's status.</summary>
    public int Status => int.Parse(words[1], NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>True where the answer announces another that is the real one.</summary>
    public bool IsInterim => Status is >= 100 and < 200;

    /// <summary>True where the client waits for "100 Continue" before it sends the body.</summary>
    public bool ExpectsContinue => Is("Expect", "100-continue");

    /// <summary>True where the connection ends with this message.</summary>
    public bool Closes => Is("Connection", "close");

    /// <summary>True where the request depends on what is there.</summary>
    public bool IsConditional => Header("If-None-Match") is not null || Header("If-Match") is not null;

    /// <summary>True where the request changes nothing.</summary>
    public bool IsReading => Method is "GET" or "HEAD";

    /// <summary>The form of a request's body.</summary>
    public BodyForm RequestBody => IsChunked ? BodyForm.Chunked : BodyForm.Of(Length ?? 0);

    /// <summary>The value of a header; null where there is none.</summary>
    public string? Header(string name)
    {
        foreach (var line in lines.AsSpan(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon == name.Length && line.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            {
                return line[(colon + 1)..].Trim();
            }
        }

        return null;
    }

    /// <summary>The form of the body of an answer to a method.</summary>
    public BodyForm AnswerBody(string method) =>
        method == "HEAD" || IsInterim || Status is 204 or 304 ? BodyForm.None
        : IsChunked ? BodyForm.Chunked
        : Length is { } length ? BodyForm.Of(length)
        : BodyForm.ToTheEnd;

    private bool IsChunked => Is("Transfer-Encoding", "chunked");

    private long? Length => Header("Content-Length") is { } text ? long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : null;

    private bool Is(string name, string value) => string.Equals(Header(name), value, StringComparison.OrdinalIgnoreCase);
}
