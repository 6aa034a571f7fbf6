using System.IO.Hashing;
using LakeVersion.Parquet.Footers;

namespace LakeVersion.Parquet.Managed;

/// <summary>Reads the pages of one column chunk: checks and unpacks them, decodes the levels, and has the values decoded.</summary>
/// <remarks>
/// Parquet.Net 6.1 reads booleans in run lengths as false, fails on lists in pages of version 2, verifies no checksum and
/// notices no page that is too short. So it never sees a file's pages: it is handed the bare values (<see cref="ValueDecoder"/>),
/// and everything around them is read and checked here.
/// </remarks>
internal sealed class ChunkReader
{
    // One chunk is in memory at once; this many entries are beyond what a row group of any writer holds.
    private const long MaxEntries = 1 << 27;

    private readonly FooterLeaf leaf;
    private readonly FooterChunk chunk;
    private readonly int maxDefinition;
    private readonly int maxRepetition;
    private readonly byte[] definitions;
    private readonly byte[] repetitions;
    private readonly List<ValuePage> pages = [];
    private ValuePage? dictionary;
    private int entries;

    private ChunkReader(FooterLeaf leaf, FooterChunk chunk, ColumnNode node)
    {
        (this.leaf, this.chunk) = (leaf, chunk);
        (maxDefinition, maxRepetition) = (node.Definition, node.Repetition);
        var count = checked((int)chunk.ValueCount);
        definitions = maxDefinition > 0 ? GC.AllocateUninitializedArray<byte>(count) : [];
        repetitions = maxRepetition > 0 ? GC.AllocateUninitializedArray<byte>(count) : [];
    }

    /// <summary>Decodes a chunk.</summary>
    /// <param name="leaf">The leaf.</param>
    /// <param name="chunk">Its chunk in the row group.</param>
    /// <param name="node">The leaf's levels.</param>
    /// <param name="bytes">The chunk's pages.</param>
    /// <exception cref="InvalidDataException">A page is damaged: its checksum, its size or its content.</exception>
    /// <exception cref="NotSupportedException">An encoding or codec that cannot be read here.</exception>
    public static ValueTask<LeafData> ReadAsync(FooterLeaf leaf, FooterChunk chunk, ColumnNode node, ReadOnlyMemory<byte> bytes)
    {
        Codec.Check(chunk.Codec);
        if (chunk.ValueCount is < 0 or > MaxEntries)
        {
            throw new NotSupportedException($"{chunk.ValueCount} entries in one row group, where {MaxEntries} are the most");
        }

        CheckCount(chunk, bytes.Span);
        return new ChunkReader(leaf, chunk, node).ReadAsync(bytes);
    }

    // The claimed number of entries is what memory is taken for: it is held against the pages first.
    private static void CheckCount(FooterChunk chunk, ReadOnlySpan<byte> bytes)
    {
        long found = 0;
        for (var at = 0; found < chunk.ValueCount;)
        {
            var header = PageHeader.Read(bytes[at..], out var length);
            at += length + header.CompressedBytes;
            found += header.Type is PageHeader.DataPage or PageHeader.DataPageV2 ? header.ValueCount : 0;
        }

        if (found != chunk.ValueCount)
        {
            throw new InvalidDataException($"expected {chunk.ValueCount} entries, found {found} in the pages");
        }
    }

    private async ValueTask<LeafData> ReadAsync(ReadOnlyMemory<byte> bytes)
    {
        for (var at = 0; entries < chunk.ValueCount;)
        {
            var header = PageHeader.Read(bytes.Span[at..], out var length);
            var page = bytes.Slice(at + length, header.CompressedBytes);
            at += length + header.CompressedBytes;
            if (header.Crc is { } crc && Crc32.HashToUInt32(page.Span) != crc)
            {
                throw new InvalidDataException($"the CRC of a page is {Crc32.HashToUInt32(page.Span):x8}: expected {crc:x8}");
            }

            switch (header.Type)
            {
                case PageHeader.DictionaryPage:
                    dictionary = ReadDictionary(header, page);
                    break;
                case PageHeader.DataPage:
                    ReadPage(header, Codec.Decompress(chunk.Codec, page, header.UncompressedBytes));
                    break;
                case PageHeader.DataPageV2:
                    ReadPageV2(header, page);
                    break;
                case PageHeader.IndexPage:
                    break;
                default:
                    throw new NotSupportedException($"a page of the unknown type {header.Type}");
            }
        }

        return new LeafData(entries, definitions, repetitions, await ValueDecoder.DecodeAsync(leaf, dictionary, pages).ConfigureAwait(false));
    }

    private ValuePage ReadDictionary(PageHeader header, ReadOnlyMemory<byte> page)
    {
        if (dictionary is not null || header.Encoding is not (Encoding.Plain or Encoding.PlainDictionary))
        {
            throw new InvalidDataException($"a second dictionary, or one encoded as {header.Encoding}");
        }

        return new ValuePage(Encoding.Plain, header.ValueCount, Codec.Decompress(chunk.Codec, page, header.UncompressedBytes));
    }

    private void ReadPage(PageHeader header, ReadOnlyMemory<byte> page)
    {
        var (first, count) = (entries, header.ValueCount);
        if (maxRepetition > 0)
        {
            page = ReadPrefixed(page, header.RepetitionEncoding, maxRepetition, repetitions.AsSpan(first, count));
        }

        if (maxDefinition > 0)
        {
            page = ReadPrefixed(page, header.DefinitionEncoding, maxDefinition, definitions.AsSpan(first, count));
        }

        AddValues(header, page);
    }

    private void ReadPageV2(PageHeader header, ReadOnlyMemory<byte> page)
    {
        var (first, count, levels) = (entries, header.ValueCount, (long)header.RepetitionBytes + header.DefinitionBytes);
        if (header.RepetitionBytes < 0 || header.DefinitionBytes < 0 || levels > page.Length || levels > header.UncompressedBytes)
        {
            throw new InvalidDataException($"levels of {levels} bytes in a page of {page.Length}");
        }

        if (maxRepetition > 0)
        {
            ReadLevels(page.Span[..header.RepetitionBytes], maxRepetition, repetitions.AsSpan(first, count));
        }

        if (maxDefinition > 0)
        {
            ReadLevels(page.Span.Slice(header.RepetitionBytes, header.DefinitionBytes), maxDefinition, definitions.AsSpan(first, count));
        }

        var codec = header.IsCompressed ? chunk.Codec : 0;
        AddValues(header, Codec.Decompress(codec, page[(int)levels..], header.UncompressedBytes - (int)levels));
    }

    private void AddValues(PageHeader header, ReadOnlyMemory<byte> values)
    {
        var nulls = 0;
        for (var i = entries; maxDefinition > 0 && i < entries + header.ValueCount; i++)
        {
            nulls += definitions[i] == maxDefinition ? 0 : 1;
        }

        entries += header.ValueCount;
        if (header.ValueCount > nulls)
        {
            pages.Add(new ValuePage(header.Encoding, header.ValueCount - nulls, values));
        }
    }

    private static ReadOnlyMemory<byte> ReadPrefixed(ReadOnlyMemory<byte> page, Encoding encoding, int max, Span<byte> levels)
    {
        if (encoding != Encoding.Rle)
        {
            throw new NotSupportedException($"levels encoded as {encoding}");
        }

        var length = page.Length >= 4 ? BitConverter.ToUInt32(page.Span) : uint.MaxValue;
        if (length > page.Length - 4)
        {
            throw new InvalidDataException($"levels of {length} bytes in a page of {page.Length}");
        }

        ReadLevels(page.Span.Slice(4, (int)length), max, levels);
        return page[(4 + (int)length)..];
    }

    private static void ReadLevels(ReadOnlySpan<byte> bytes, int max, Span<byte> levels)
    {
        HybridDecoder.Decode(bytes, HybridDecoder.Width(max), levels);
        if (levels.ContainsAnyExceptInRange((byte)0, (byte)max))
        {
            throw new InvalidDataException($"a level above {max}");
        }
    }
}
