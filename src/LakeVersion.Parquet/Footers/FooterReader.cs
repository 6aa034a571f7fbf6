using System.Text;
using LakeVersion.Storage;

namespace LakeVersion.Parquet.Footers;

/// <summary>Reads the footer of a Parquet file from its bytes.</summary>
/// <remarks>
/// Source: parquet.thrift of apache/parquet-format; the field numbers are its own. We read the footer ourselves because
/// the native reader hides where data pages begin and hands out statistics as pointers; both are plain here, and no
/// claim of a damaged footer is believed unchecked. Damage ends in <see cref="InvalidDataException"/>.
/// </remarks>
internal static class FooterReader
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false);

    /// <summary>Reads a footer.</summary>
    /// <param name="bytes">The footer without its length and the closing magic.</param>
    /// <param name="dataEnd">Where the footer begins in the file: no page lies at or behind it.</param>
    /// <exception cref="LakeException">Unsupported: encrypted columns, or columns in other files.</exception>
    public static ParquetFooter Read(ReadOnlySpan<byte> bytes, long dataEnd)
    {
        var reader = new ThriftCompactReader(bytes);
        FooterSchema? schema = null;
        List<FooterRowGroup> groups = [];
        long? rows = null;
        string? createdBy = null;
        int? arrowSchemaKeyAt = null;
        for (var id = 0; reader.ReadField(ref id, out var type);)
        {
            switch (id)
            {
                case 2:
                    reader.Expect(type, ThriftCompactReader.List);
                    schema = FooterSchema.Read(ref reader);
                    break;
                case 3:
                    reader.Expect(type, ThriftCompactReader.Int64);
                    rows = reader.ReadZigZag();
                    break;
                case 4:
                    reader.Expect(type, ThriftCompactReader.List);
                    ReadRowGroups(ref reader, schema ?? throw new InvalidDataException("the schema is missing"), dataEnd, groups);
                    break;
                case 5:
                    reader.Expect(type, ThriftCompactReader.List);
                    arrowSchemaKeyAt = ReadKeyValues(ref reader);
                    break;
                case 6:
                    reader.Expect(type, ThriftCompactReader.Binary);
                    createdBy = Utf8.GetString(reader.ReadBinary());
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        if (schema is null || rows is null)
        {
            throw new InvalidDataException("the schema or the number of rows is missing");
        }

        var sum = groups.Sum(group => group.RowCount);
        return sum == rows
            ? new ParquetFooter(rows.Value, schema.Columns, schema.Leaves, schema.Tree, groups, createdBy, arrowSchemaKeyAt)
            : throw new InvalidDataException($"{rows} rows stated, {sum} in the row groups");
    }

    private static void ReadRowGroups(ref ThriftCompactReader reader, FooterSchema schema, long dataEnd, List<FooterRowGroup> groups)
    {
        for (var left = reader.ReadList(ThriftCompactReader.Struct); left > 0; left--)
        {
            List<FooterChunk> chunks = [];
            long rows = -1;
            for (var id = 0; reader.ReadField(ref id, out var type);)
            {
                switch (id)
                {
                    case 1:
                        reader.Expect(type, ThriftCompactReader.List);
                        for (var columns = reader.ReadList(ThriftCompactReader.Struct); columns > 0; columns--)
                        {
                            chunks.Add(ReadChunk(ref reader));
                        }

                        break;
                    case 3:
                        reader.Expect(type, ThriftCompactReader.Int64);
                        rows = reader.ReadZigZag();
                        break;
                    default:
                        reader.Skip(type);
                        break;
                }
            }

            CheckGroup(groups.Count, schema, rows, chunks, dataEnd);
            groups.Add(new FooterRowGroup(rows, chunks));
        }
    }

    private static void CheckGroup(int index, FooterSchema schema, long rows, List<FooterChunk> chunks, long dataEnd)
    {
        if (rows < 0 || chunks.Count != schema.Leaves.Count)
        {
            throw new InvalidDataException(
                $"row group {index}: {rows} rows and {chunks.Count} columns, where the schema has {schema.Leaves.Count}");
        }

        for (var leaf = 0; leaf < chunks.Count; leaf++)
        {
            var chunk = chunks[leaf];
            if (chunk.Offset < 0 || chunk.SizeBytes < 0 || chunk.Offset > dataEnd - chunk.SizeBytes)
            {
                throw new InvalidDataException(
                    $"row group {index}, column {leaf}: {chunk.SizeBytes} bytes at {chunk.Offset}, where the data ends at {dataEnd}");
            }

            if (!schema.Leaves[leaf].IsRepeated && chunk.ValueCount != rows)
            {
                throw new InvalidDataException($"row group {index}, column {leaf}: {chunk.ValueCount} values in {rows} rows");
            }
        }
    }

    private static FooterChunk ReadChunk(ref ThriftCompactReader reader)
    {
        FooterChunk? chunk = null;
        for (var id = 0; reader.ReadField(ref id, out var type);)
        {
            switch (id)
            {
                case 1:
                    throw LakeException.Unsupported("columns that are stored in other files");
                case 3:
                    reader.Expect(type, ThriftCompactReader.Struct);
                    chunk = ReadColumnMetadata(ref reader);
                    break;
                case 8:
                    throw LakeException.Unsupported("encrypted columns");
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return chunk ?? throw new InvalidDataException("a column has no metadata");
    }

    private static FooterChunk ReadColumnMetadata(ref ThriftCompactReader reader)
    {
        long dataPage = -1, dictionaryPage = 0, size = -1, values = -1, uncompressed = 0;
        var codec = 0;
        var statistics = new FooterChunk(0, 0, 0, null, null, null);
        for (var id = 0; reader.ReadField(ref id, out var type);)
        {
            switch (id)
            {
                case 4:
                    reader.Expect(type, ThriftCompactReader.Int32);
                    codec = reader.ReadInt32();
                    break;
                case 5 or 6 or 7 or 9 or 11:
                    reader.Expect(type, ThriftCompactReader.Int64);
                    var value = reader.ReadZigZag();
                    values = id == 5 ? value : values;
                    uncompressed = id == 6 ? value : uncompressed;
                    size = id == 7 ? value : size;
                    dataPage = id == 9 ? value : dataPage;
                    dictionaryPage = id == 11 ? value : dictionaryPage;
                    break;
                case 12:
                    reader.Expect(type, ThriftCompactReader.Struct);
                    statistics = ReadStatistics(ref reader);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        // Some writers state a dictionary page at 0, where the magic stands, for none.
        var first = dictionaryPage > 0 && dictionaryPage < dataPage ? dictionaryPage : dataPage;
        return statistics with { Offset = first, SizeBytes = size, ValueCount = values, Codec = codec, UncompressedBytes = uncompressed };
    }

    // Fields 1 and 2 are the deprecated bounds, whose order nobody agreed on: they are passed over.
    private static FooterChunk ReadStatistics(ref ThriftCompactReader reader)
    {
        var statistics = new FooterChunk(0, 0, 0, null, null, null);
        for (var id = 0; reader.ReadField(ref id, out var type);)
        {
            switch (id)
            {
                case 3:
                    reader.Expect(type, ThriftCompactReader.Int64);
                    statistics = statistics with { NullCount = reader.ReadZigZag() };
                    break;
                case 5:
                    reader.Expect(type, ThriftCompactReader.Binary);
                    statistics = statistics with { Max = reader.ReadBinary().ToArray() };
                    break;
                case 6:
                    reader.Expect(type, ThriftCompactReader.Binary);
                    statistics = statistics with { Min = reader.ReadBinary().ToArray() };
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return statistics;
    }

    private static int? ReadKeyValues(ref ThriftCompactReader reader)
    {
        int? arrowSchemaKeyAt = null;
        for (var left = reader.ReadList(ThriftCompactReader.Struct); left > 0; left--)
        {
            for (var id = 0; reader.ReadField(ref id, out var type);)
            {
                if (id == 1 && type == ThriftCompactReader.Binary)
                {
                    var key = reader.ReadBinary();
                    arrowSchemaKeyAt = key.SequenceEqual("ARROW:schema"u8) ? reader.Position - key.Length : arrowSchemaKeyAt;
                }
                else
                {
                    reader.Skip(type);
                }
            }
        }

        return arrowSchemaKeyAt;
    }
}
