using System.IO.Hashing;
using LakeVersion.Parquet.Footers;

namespace LakeVersion.Parquet.Managed;

/// <summary>Gives pages that Parquet.Net encoded the checksums that it leaves out, and tells what the footer says of them.</summary>
internal static class PageSealer
{
    /// <summary>Copies the pages of one column chunk.</summary>
    /// <param name="pages">The pages, one behind the other.</param>
    /// <param name="output">Where they go; its position is their place in the file.</param>
    /// <returns>The chunk, without codec and bounds.</returns>
    public static FooterChunk Seal(ReadOnlySpan<byte> pages, OutputBuffer output)
    {
        var (start, values, uncompressed) = (output.Position, 0L, 0L);
        long? data = null;
        HashSet<int> encodings = [(int)Encoding.Rle];
        while (!pages.IsEmpty)
        {
            var header = PageHeader.Read(pages, out var length);
            var page = pages.Slice(length, header.CompressedBytes);
            pages = pages[(length + page.Length)..];
            if (header.Type == PageHeader.DataPage)
            {
                data ??= output.Position;
                values += header.ValueCount;
            }

            var written = (header with { Crc = Crc32.HashToUInt32(page) }).ToBytes();
            output.Write(written.Span);
            output.Write(page);
            uncompressed += written.Length + header.UncompressedBytes;
            encodings.Add((int)header.Encoding);
        }

        return new FooterChunk(start, output.Position - start, values, null, null, null)
        {
            DataOffset = data ?? start,
            Encodings = [.. encodings],
            UncompressedBytes = uncompressed,
        };
    }
}
