using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using LakeVersion.Parquet;
using LakeVersion.Rows.Output;
using LakeVersion.Storage;
using ZstdSharp;

namespace LakeVersion.Tests.Erasing;

/// <summary>Decodes every object of a store, without the engine, and looks for values in all forms in which one can be there.</summary>
/// <remarks>Each object as it is; of packs each block, unpacked; of Parquet, in a pack or alone, all rows by both engines besides: pages are compressed, while
/// footers, page headers and statistics stand there plainly.</remarks>
internal static class StoredValues
{
    private static readonly IParquetEngine[] Engines = [ParquetEngines.Default, ParquetEngines.Managed];

    /// <summary>A text.</summary>
    public static (string, byte[]) Of(string text) => (text, Encoding.UTF8.GetBytes(text));

    /// <summary>A whole number as text and as it stands in pages and statistics.</summary>
    public static IEnumerable<(string, byte[])> Of(long number)
    {
        var text = number.ToString(CultureInfo.InvariantCulture);
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        return [Of(text), ($"{text}, binary", bytes)];
    }

    /// <summary>A floating-point number as text and as it stands in pages and statistics.</summary>
    public static IEnumerable<(string, byte[])> Of(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        var bytes = new byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, number);
        return [Of(text), ($"{text}, binary", bytes)];
    }

    /// <summary>Where the values are: the value, and the object with what of it.</summary>
    public static async Task<List<(string Value, string Where)>> FindAsync(IObjectStore store, IReadOnlyList<(string Name, byte[] Bytes)> values)
    {
        var found = new List<(string, string)>();
        await foreach (var item in store.ListAsync(new ListRequest()))
        {
            if (await store.GetAsync(StoreKey.Parse(item.Name)) is not { } content)
            {
                continue;
            }

            await foreach (var (what, bytes) in PiecesAsync(item.Name, content))
            {
                found.AddRange(values.Where(value => bytes.Span.IndexOf(value.Bytes) >= 0).Select(value => (value.Name, $"{item.Name} {what}")));
            }
        }

        return found;
    }

    private static async IAsyncEnumerable<(string What, ReadOnlyMemory<byte> Bytes)> PiecesAsync(string key, ReadOnlyMemory<byte> content)
    {
        yield return ("as it is", content);
        if (key.StartsWith("packs/", StringComparison.Ordinal))
        {
            foreach (var (offset, block) in Blocks(content))
            {
                yield return ($"block at {offset}", block);
                await foreach (var row in RowsAsync(block))
                {
                    yield return ($"rows of the block at {offset}, {row.Engine}", row.Text);
                }
            }
        }
        else
        {
            await foreach (var row in RowsAsync(content))
            {
                yield return ($"rows, {row.Engine}", row.Text);
            }
        }
    }

    // docs/format.md, section 3. What was erased is zeros, which are no block.
    private static IEnumerable<(int Offset, ReadOnlyMemory<byte> Payload)> Blocks(ReadOnlyMemory<byte> pack)
    {
        var directory = BinaryPrimitives.ReadInt32LittleEndian(pack.Span[^8..]);
        foreach (var (offset, length) in Directory(Payload(pack.Slice(pack.Length - 8 - directory, directory))!.Value.ToArray()))
        {
            if (Payload(pack.Slice(offset, length)) is { } payload)
            {
                yield return (offset, payload);
            }
        }
    }

    private static ReadOnlyMemory<byte>? Payload(ReadOnlyMemory<byte> block)
    {
        if (block.Span.IndexOfAnyExcept((byte)0) < 0)
        {
            return null;
        }

        var body = block[8..^16];
        using var zstd = new Decompressor();
        return block.Span[2] == 1 ? zstd.Unwrap(body.Span).ToArray() : body;
    }

    private static List<(int Offset, int Length)> Directory(byte[] payload)
    {
        var at = 0;
        var items = new List<(int, int)>();
        for (var left = Varint(); left > 0; left--)
        {
            at++;
            var (offset, length) = (Varint(), Varint());
            at += 32;
            items.Add((offset, length));
        }

        return items;

        int Varint()
        {
            var (value, shift) = (0, 0);
            byte next;
            do
            {
                next = payload[at++];
                value |= (next & 0x7F) << shift;
                shift += 7;
            }
            while (next >= 0x80);
            return value;
        }
    }

    private static async IAsyncEnumerable<(string Engine, ReadOnlyMemory<byte> Text)> RowsAsync(ReadOnlyMemory<byte> content)
    {
        if (!content.Span.StartsWith("PAR1"u8))
        {
            yield break;
        }

        var (store, key) = (new MemoryStore(), StoreKey.Parse("file.parquet"));
        await store.PutAsync(key, content);
        foreach (var engine in Engines)
        {
            await using var file = await engine.OpenAsync(store, key);
            using var text = new MemoryStream();
            await JsonLinesOutput.WriteAsync(file.ReadAsync(), text);
            yield return (engine.Name, text.ToArray());
        }
    }
}
