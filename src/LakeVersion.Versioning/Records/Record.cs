using System.IO.Hashing;
using System.Text;
using LakeVersion.Storage;

namespace LakeVersion.Versioning.Records;

/// <summary>A record as stored: lines of JSON and a sealing line with the checksum of all before it (docs/format.md, section 1).</summary>
internal static class Record
{
    /// <summary>No record is longer, in bytes; a longer one is refused before it is parsed.</summary>
    public const int MaxBytes = 1 << 20;

    private const int SealBytes = 46;

    private static ReadOnlySpan<byte> SealStart => "{\"xxh128\":\""u8;

    /// <summary>Joins lines (without line feeds) to a record.</summary>
    /// <exception cref="LakeException">Invalid: the record would be longer than <see cref="MaxBytes"/>.</exception>
    public static byte[] Seal(params ReadOnlySpan<byte[]> lines)
    {
        var length = SealBytes;
        foreach (var line in lines)
        {
            length += line.Length + 1;
        }

        if (length > MaxBytes)
        {
            throw LakeException.Invalid($"The record would have {length:N0} bytes; at most {MaxBytes:N0} are allowed. Shorten the message or metadata.");
        }

        var bytes = new byte[length];
        var position = 0;
        foreach (var line in lines)
        {
            line.CopyTo(bytes, position);
            bytes[position + line.Length] = (byte)'\n';
            position += line.Length + 1;
        }

        WriteSeal(bytes.AsSpan(0, position), bytes.AsSpan(position));
        return bytes;
    }

    /// <summary>Checks a stored record and returns its lines without line feeds and seal.</summary>
    /// <exception cref="LakeException">Corrupt: too long, not sealed, or the checksum differs. Unsupported: a newer version.</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Open(StoreKey key, ReadOnlyMemory<byte> bytes, string type)
    {
        if (bytes.Length > MaxBytes)
        {
            throw LakeException.Corrupt($"{key}: {bytes.Length:N0} bytes, but a record has at most {MaxBytes:N0}.");
        }

        if (bytes.Length <= SealBytes)
        {
            throw LakeException.Corrupt($"{key}: {bytes.Length} bytes are too few for a record; it was cut off or overwritten.");
        }

        var body = bytes[..^SealBytes];
        Span<byte> expected = stackalloc byte[SealBytes];
        WriteSeal(body.Span, expected);
        var found = bytes.Span[^SealBytes..];
        if (!found.SequenceEqual(expected))
        {
            throw LakeException.Corrupt(
                $"{key}: the checksum differs: the bytes give {Checksum(expected)}, the record says {Checksum(found)}. The object is damaged.");
        }

        var lines = Split(key, body);
        CheckType(key, lines[0].Span, type);
        return lines;
    }

    private static void WriteSeal(ReadOnlySpan<byte> body, Span<byte> destination)
    {
        SealStart.CopyTo(destination);
        Span<byte> hash = stackalloc byte[16];
        XxHash128.Hash(body, hash);
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash), destination[SealStart.Length..]);
        "\"}\n"u8.CopyTo(destination[(SealStart.Length + 32)..]);
    }

    private static string Checksum(ReadOnlySpan<byte> seal)
    {
        var hex = Encoding.ASCII.GetString(seal.Slice(SealStart.Length, 32));
        return LowerHex.Is(hex) ? hex : "none";
    }

    private static List<ReadOnlyMemory<byte>> Split(StoreKey key, ReadOnlyMemory<byte> body)
    {
        var lines = new List<ReadOnlyMemory<byte>>(2);
        while (!body.IsEmpty)
        {
            var end = body.Span.IndexOf((byte)'\n');
            if (end < 0)
            {
                throw LakeException.Corrupt($"{key}: the line before the seal has no end.");
            }

            lines.Add(body[..end]);
            body = body[(end + 1)..];
        }

        return lines;
    }

    private static void CheckType(StoreKey key, ReadOnlySpan<byte> line, string type)
    {
        var start = Encoding.UTF8.GetBytes($"{{\"type\":\"{type}\",\"version\":");
        if (!line.StartsWith(start))
        {
            throw LakeException.Corrupt($"{key}: expected a record of type {type}, found '{Beginning(line)}'.");
        }

        var rest = line[start.Length..];
        if (!rest.StartsWith("1,"u8))
        {
            var end = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            throw LakeException.Unsupported(
                $"{key}: version {Encoding.UTF8.GetString(rest[..Math.Max(end, 0)])} of {type} is newer than this program knows (1). Use a newer LakeVersion.");
        }
    }

    private static string Beginning(ReadOnlySpan<byte> line) => Encoding.UTF8.GetString(line[..Math.Min(line.Length, 60)]);
}
