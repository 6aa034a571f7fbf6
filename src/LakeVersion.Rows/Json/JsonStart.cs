namespace LakeVersion.Rows.Json;

/// <summary>Looks at the first character of a JSON file, past a byte order mark and white space.</summary>
internal static class JsonStart
{
    /// <summary>A stream that begins at the first character, and whether that opens an array; null where there is none.</summary>
    public static async ValueTask<(Stream? Source, bool IsArray)> DetectAsync(Stream stream, CancellationToken cancellationToken)
    {
        var first = new byte[3];
        var length = await stream.ReadAtLeastAsync(first, first.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        var rest = first.AsMemory(0, length);
        rest = rest.Span.StartsWith("\uFEFF"u8) ? rest[3..] : rest;

        // White space passed over here is a line number lost in messages, so it stays in what is handed on.
        var kept = new MemoryStream();
        await kept.WriteAsync(rest, cancellationToken).ConfigureAwait(false);
        var next = new byte[1];
        var seen = FirstCharacter(rest.Span);
        while (seen is null && await stream.ReadAsync(next, cancellationToken).ConfigureAwait(false) == 1)
        {
            kept.WriteByte(next[0]);
            seen = FirstCharacter(next);
        }

        kept.Position = 0;
        return seen is null ? (null, false) : (new JoinedStream(kept, stream), seen == '[');
    }

    private static byte? FirstCharacter(ReadOnlySpan<byte> bytes)
    {
        var at = bytes.IndexOfAnyExcept(" \t\r\n"u8);
        return at < 0 ? null : bytes[at];
    }
}
