using LakeVersion.Parquet.Footers;
using Parquet;
using Parquet.Schema;

namespace LakeVersion.Parquet.Managed;

/// <summary>Has Parquet.Net decode values: it is shown a file of one required column of a bare physical type.</summary>
/// <remarks>
/// Without annotations it decodes decimals, dates and timestamps as the integers that they are stored as, in every encoding
/// (annotated, it knows only some, and takes decimals through floating point). Without nulls it counts what it decodes, and
/// without compression nothing stands between it and bytes whose length was checked.
/// </remarks>
internal static class ValueDecoder
{
    private const int MagicBytes = 4;
    private const int Int96Bytes = 12;

    private static readonly ParquetOptions Options = new()
    {
        MaximumSmallPoolFreeBytes = ManagedEngine.PoolBytes,
        MaximumLargePoolFreeBytes = ManagedEngine.PoolBytes,
    };

    /// <summary>Decodes pages of values.</summary>
    /// <param name="leaf">Their physical type.</param>
    /// <param name="dictionary">The dictionary that pages may refer to.</param>
    /// <param name="pages">The pages.</param>
    public static async ValueTask<Array> DecodeAsync(FooterLeaf leaf, ValuePage? dictionary, List<ValuePage> pages)
    {
        var count = pages.Sum(page => (long)page.Count);
        if (count == 0)
        {
            return Array.Empty<int>();
        }

        var width = leaf.Type == PhysicalType.Int96 ? Int96Bytes : leaf.TypeLength;
        using var file = new MemoryStream();
        Write(file, leaf, width, dictionary, pages, (int)count);
        var reader = await ParquetReader.CreateAsync(file, Options).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            var group = reader.OpenRowGroupReader(0);
            var field = reader.Schema.DataFields[0];
            try
            {
                return leaf.Type switch
                {
                    PhysicalType.Boolean => await ReadAsync<bool>(group, field, (int)count).ConfigureAwait(false),
                    PhysicalType.Int32 => await ReadAsync<int>(group, field, (int)count).ConfigureAwait(false),
                    PhysicalType.Int64 => await ReadAsync<long>(group, field, (int)count).ConfigureAwait(false),
                    PhysicalType.Float => await ReadAsync<float>(group, field, (int)count).ConfigureAwait(false),
                    PhysicalType.Double => await ReadAsync<double>(group, field, (int)count).ConfigureAwait(false),
                    _ => await ReadAsync<ReadOnlyMemory<byte>>(group, field, (int)count).ConfigureAwait(false),
                };
            }
            catch (Exception error) when (error is ParquetException or NotSupportedException && error.Message.Contains("INDEX_PAGE", StringComparison.Ordinal))
            {
                throw new InvalidDataException($"the pages end before the last of {count} values", error);
            }
        }
    }

    private static async ValueTask<Array> ReadAsync<T>(ParquetRowGroupReader group, DataField field, int count)
        where T : struct
    {
        var values = new T[count];
        await group.ReadRawAsync<T>(field, values, null, null).ConfigureAwait(false);
        return values;
    }

    private static void Write(
        MemoryStream file, FooterLeaf leaf, int width, ValuePage? dictionary, List<ValuePage> pages, int count)
    {
        file.Write("PAR1"u8);
        if (dictionary is { } entries && pages.Any(page => page.Encoding is Encoding.PlainDictionary or Encoding.RleDictionary))
        {
            PlainValues.Check(leaf.Type, width, entries);
            WritePage(file, PageHeader.DictionaryPage, entries);
        }

        foreach (var page in pages)
        {
            var readable = PlainValues.Readable(leaf.Type, width, page);
            PlainValues.Check(leaf.Type, width, readable);
            WritePage(file, PageHeader.DataPage, readable);
        }

        // Read only where the pages before held fewer values than they should: no one decodes such a page.
        WritePage(file, PageHeader.IndexPage, default);
        var footer = Footer(leaf, width, count, file.Length - MagicBytes);
        file.Write(footer.Span);
        file.Write(BitConverter.GetBytes(footer.Length));
        file.Write("PAR1"u8);
    }

    private static void WritePage(MemoryStream file, int type, ValuePage page)
    {
        var header = new PageHeader
        {
            Type = type,
            UncompressedBytes = page.Bytes.Length,
            CompressedBytes = page.Bytes.Length,
            ValueCount = page.Count,
            Encoding = page.Encoding,
        };
        file.Write(header.ToBytes().Span);
        file.Write(page.Bytes.Span);
    }

    private static ReadOnlyMemory<byte> Footer(FooterLeaf leaf, int width, int count, long size)
    {
        var name = "c"u8;
        var type = leaf.Type == PhysicalType.Int96 ? PhysicalType.FixedBytes : leaf.Type;
        var thrift = new ThriftCompactWriter();
        thrift.Int32(1, 1);
        thrift.List(2, ThriftCompactReader.Struct, 2);
        thrift.Begin();
        thrift.Binary(4, "schema"u8);
        thrift.Int32(5, 1);
        thrift.End();
        thrift.Begin();
        thrift.Int32(1, (int)type);
        if (type == PhysicalType.FixedBytes)
        {
            thrift.Int32(2, width);
        }

        thrift.Int32(3, (int)Repetition.Required);
        thrift.Binary(4, name);
        thrift.End();
        thrift.Int64(3, count);
        thrift.List(4, ThriftCompactReader.Struct, 1);
        thrift.Begin();
        thrift.List(1, ThriftCompactReader.Struct, 1);
        thrift.Begin();
        thrift.Int64(2, MagicBytes);
        thrift.Begin(3);
        thrift.Int32(1, (int)type);
        thrift.List(2, ThriftCompactReader.Int32, 1);
        thrift.Element((int)Encoding.Plain);
        thrift.List(3, ThriftCompactReader.Binary, 1);
        thrift.Element(name);
        thrift.Int32(4, 0);
        thrift.Int64(5, count);
        thrift.Int64(6, size);
        thrift.Int64(7, size);
        thrift.Int64(9, MagicBytes);
        thrift.End();
        thrift.End();
        thrift.Int64(2, size);
        thrift.Int64(3, count);
        thrift.End();
        thrift.End();
        return thrift.Written;
    }
}
