using System.IO.Compression;
using K4os.Compression.LZ4;
using Snappier;
using ZstdSharp;

namespace LakeVersion.Parquet.Managed;

/// <summary>Decompresses pages, without native code.</summary>
internal static class Codec
{
    private const int Uncompressed = 0;
    private const int SnappyCodec = 1;
    private const int Gzip = 2;
    private const int Brotli = 4;
    private const int Zstandard = 6;
    private const int Lz4Raw = 7;

    // A page this large is no page of any writer known; a damaged header that claims it must not cost the memory.
    private const int MaxPageBytes = 512 * 1024 * 1024;

    /// <summary>Fails where a codec is not readable here.</summary>
    /// <exception cref="NotSupportedException">The codec; the message has its number.</exception>
    public static int Check(int codec) => codec is Uncompressed or SnappyCodec or Gzip or Brotli or Zstandard or Lz4Raw
        ? codec
        : throw new NotSupportedException(
            $"pages compressed with codec {codec} ({codec switch { 3 => "LZO", 5 => "LZ4 in Hadoop's frames", _ => "unknown" }})");

    /// <summary>The bytes of a page; the input itself where it is not compressed.</summary>
    /// <exception cref="InvalidDataException">It is not as long as it states, or damaged.</exception>
    public static ReadOnlyMemory<byte> Decompress(int codec, ReadOnlyMemory<byte> bytes, int length)
    {
        if (codec == Uncompressed)
        {
            return bytes.Length == length ? bytes : throw Wrong(length, bytes.Length);
        }

        if (length > MaxPageBytes)
        {
            throw new NotSupportedException($"a page of {length} bytes, where {MaxPageBytes} are the most");
        }

        if (length == 0)
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        if (codec == SnappyCodec && Snappy.GetUncompressedLength(bytes.Span) != length)
        {
            throw Wrong(length, Snappy.GetUncompressedLength(bytes.Span));
        }

        var result = new byte[length];
        var found = Decompress(codec, bytes, result);
        return found == length ? result : throw Wrong(length, found);
    }

    private static int Decompress(int codec, ReadOnlyMemory<byte> bytes, byte[] result)
    {
        switch (codec)
        {
            case SnappyCodec:
                return Snappy.Decompress(bytes.Span, result);
            case Zstandard:
                using (var zstandard = new Decompressor())
                {
                    return zstandard.Unwrap(bytes.Span, result);
                }

            case Lz4Raw:
                return LZ4Codec.Decode(bytes.Span, result);
            case Brotli:
                return BrotliDecoder.TryDecompress(bytes.Span, result, out var written) ? written : -1;
            default:
                Check(codec);
                using (var gzip = new GZipStream(new MemoryStream(bytes.ToArray(), writable: false), CompressionMode.Decompress))
                {
                    return gzip.ReadAtLeast(result, result.Length, throwOnEndOfStream: false);
                }
        }
    }

    private static InvalidDataException Wrong(int expected, int found) =>
        new($"a page states {expected} bytes before compression, and has {found}");
}
