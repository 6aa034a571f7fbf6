using System.Buffers;

namespace LakeVersion.Parquet.Footers;

/// <summary>Writes Thrift's compact protocol: the counterpart of <see cref="ThriftCompactReader"/>.</summary>
internal sealed class ThriftCompactWriter
{
    private readonly ArrayBufferWriter<byte> bytes = new();
    private readonly Stack<int> outer = [];
    private int last;

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> Written => bytes.WrittenMemory;

    public void Int32(int id, int value)
    {
        Field(id, ThriftCompactReader.Int32);
        ZigZag(value);
    }

    public void Int64(int id, long value)
    {
        Field(id, ThriftCompactReader.Int64);
        ZigZag(value);
    }

    public void Int8(int id, sbyte value)
    {
        Field(id, ThriftCompactReader.Int8);
        bytes.Write([(byte)value]);
    }

    public void Boolean(int id, bool value) => Field(id, value ? ThriftCompactReader.True : ThriftCompactReader.False);

    public void Binary(int id, ReadOnlySpan<byte> value)
    {
        Field(id, ThriftCompactReader.Binary);
        Element(value);
    }

    /// <summary>Begins a struct that is a field.</summary>
    public void Begin(int id)
    {
        Field(id, ThriftCompactReader.Struct);
        Begin();
    }

    /// <summary>Begins a struct that is an element of a list.</summary>
    public void Begin()
    {
        outer.Push(last);
        last = 0;
    }

    /// <summary>Ends a struct; the outermost one is never begun, only ended.</summary>
    public void End()
    {
        bytes.Write([(byte)0]);
        last = outer.Count > 0 ? outer.Pop() : 0;
    }

    /// <summary>Begins a list, whose elements follow.</summary>
    public void List(int id, byte elementType, int count)
    {
        Field(id, ThriftCompactReader.List);
        if (count < 15)
        {
            bytes.Write([(byte)((count << 4) | elementType)]);
        }
        else
        {
            bytes.Write([(byte)(0xf0 | elementType)]);
            Varint((ulong)count);
        }
    }

    /// <summary>An element of a list of numbers.</summary>
    public void Element(int value) => ZigZag(value);

    /// <summary>An element of a list of texts.</summary>
    public void Element(ReadOnlySpan<byte> value)
    {
        Varint((ulong)value.Length);
        bytes.Write(value);
    }

    private void Field(int id, byte type)
    {
        if (id - last is > 0 and < 16)
        {
            bytes.Write([(byte)(((id - last) << 4) | type)]);
        }
        else
        {
            bytes.Write([type]);
            ZigZag(id);
        }

        last = id;
    }

    private void ZigZag(long value) => Varint((ulong)((value << 1) ^ (value >> 63)));

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Write([(byte)(value | 0x80)]);
        }

        bytes.Write([(byte)value]);
    }
}
