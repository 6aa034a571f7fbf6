using LakeVersion.Parquet.Footers;

namespace LakeVersion.Parquet.Managed;

/// <summary>The header of a page.</summary>
/// <remarks>Source: parquet.thrift of apache/parquet-format; the numbers are its own.</remarks>
internal readonly record struct PageHeader()
{
    public const int DataPage = 0;
    public const int IndexPage = 1;
    public const int DictionaryPage = 2;
    public const int DataPageV2 = 3;

    /// <summary>Which kind of page follows.</summary>
    public int Type { get; init; } = -1;

    /// <summary>The page's length in memory.</summary>
    public int UncompressedBytes { get; init; } = -1;

    /// <summary>The page's length in the file.</summary>
    public int CompressedBytes { get; init; } = -1;

    /// <summary>CRC-32 of the page as it stands in the file; null where the writer gave none.</summary>
    public uint? Crc { get; init; }

    /// <summary>Values in the page, nulls among them.</summary>
    public int ValueCount { get; init; } = -1;

    /// <summary>How the values are encoded.</summary>
    public Encoding Encoding { get; init; } = (Encoding)(-1);

    /// <summary>How definition levels are encoded in a page of version 1.</summary>
    public Encoding DefinitionEncoding { get; init; } = Encoding.Rle;

    /// <summary>How repetition levels are encoded in a page of version 1.</summary>
    public Encoding RepetitionEncoding { get; init; } = Encoding.Rle;

    /// <summary>The length of the definition levels in a page of version 2.</summary>
    public int DefinitionBytes { get; init; }

    /// <summary>The length of the repetition levels in a page of version 2.</summary>
    public int RepetitionBytes { get; init; }

    /// <summary>Whether the values of a page of version 2 are compressed.</summary>
    public bool IsCompressed { get; init; } = true;

    /// <summary>Reads a header at the beginning of a span.</summary>
    /// <param name="bytes">The rest of the column chunk.</param>
    /// <param name="length">The header's length.</param>
    public static PageHeader Read(ReadOnlySpan<byte> bytes, out int length)
    {
        var reader = new ThriftCompactReader(bytes);
        var header = new PageHeader();
        for (var id = 0; reader.ReadField(ref id, out var type);)
        {
            switch (id)
            {
                case 1 or 2 or 3 or 4:
                    reader.Expect(type, ThriftCompactReader.Int32);
                    var value = reader.ReadInt32();
                    header = id switch
                    {
                        1 => header with { Type = value },
                        2 => header with { UncompressedBytes = value },
                        3 => header with { CompressedBytes = value },
                        _ => header with { Crc = (uint)value },
                    };
                    break;
                case 5 or 7 or 8:
                    reader.Expect(type, ThriftCompactReader.Struct);
                    header = ReadBody(ref reader, header, id == 8);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        length = reader.Position;
        var rest = bytes.Length - length;
        var areSizesRight = header.CompressedBytes >= 0 && header.UncompressedBytes >= 0 && header.CompressedBytes <= rest;
        return areSizesRight && (header.Type == IndexPage || header.ValueCount >= 0)
            ? header
            : throw new InvalidDataException($"the header of a page is damaged: {header}, where {rest} bytes are left");
    }

    /// <summary>The header as it stands in a file: of a data page of version 1, a dictionary or an index page, without statistics.</summary>
    public ReadOnlyMemory<byte> ToBytes()
    {
        var thrift = new ThriftCompactWriter();
        thrift.Int32(1, Type);
        thrift.Int32(2, UncompressedBytes);
        thrift.Int32(3, CompressedBytes);
        if (Crc is { } crc)
        {
            thrift.Int32(4, (int)crc);
        }

        thrift.Begin(Type switch
        {
            DataPage => 5,
            IndexPage => 6,
            DictionaryPage => 7,
            _ => throw new NotSupportedException($"a header of a page of type {Type} is never written"),
        });
        if (Type != IndexPage)
        {
            thrift.Int32(1, ValueCount);
            thrift.Int32(2, (int)Encoding);
        }

        if (Type == DataPage)
        {
            thrift.Int32(3, (int)DefinitionEncoding);
            thrift.Int32(4, (int)RepetitionEncoding);
        }

        thrift.End();
        thrift.End();
        return thrift.Written;
    }

    private static PageHeader ReadBody(ref ThriftCompactReader reader, PageHeader header, bool isV2)
    {
        for (var id = 0; reader.ReadField(ref id, out var type);)
        {
            if (id is >= 1 and <= 6 && type == ThriftCompactReader.Int32)
            {
                var value = reader.ReadInt32();
                header = (id, isV2) switch
                {
                    (1, _) => header with { ValueCount = value },
                    (2, false) or (4, true) => header with { Encoding = (Encoding)value },
                    (3, false) => header with { DefinitionEncoding = (Encoding)value },
                    (4, false) => header with { RepetitionEncoding = (Encoding)value },
                    (5, true) => header with { DefinitionBytes = value },
                    (6, true) => header with { RepetitionBytes = value },
                    _ => header,
                };
            }
            else
            {
                header = isV2 && id == 7 ? header with { IsCompressed = type == ThriftCompactReader.True } : header;
                reader.Skip(type);
            }
        }

        return header;
    }
}

/// <summary>Encodings of values; the numbers are the format's own.</summary>
internal enum Encoding
{
    Plain = 0,
    PlainDictionary = 2,
    Rle = 3,
    BitPacked = 4,
    DeltaBinaryPacked = 5,
    DeltaLengthBytes = 6,
    DeltaBytes = 7,
    RleDictionary = 8,
    ByteStreamSplit = 9,
}
