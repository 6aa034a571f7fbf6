namespace LakeVersion.Parquet.Footers;

/// <summary>Reads Thrift's compact protocol from memory. Every length is checked against what is left.</summary>
/// <remarks>
/// Source: thrift-compact-protocol.md of Apache Thrift. Damage ends in <see cref="InvalidDataException"/> that names the
/// byte; no input makes it read outside of its span, recurse deeper than 32 levels or allocate by a claimed length.
/// </remarks>
internal ref struct ThriftCompactReader
{
    public const byte True = 1;
    public const byte False = 2;
    public const byte Int8 = 3;
    public const byte Int32 = 5;
    public const byte Int64 = 6;
    public const byte Binary = 8;
    public const byte List = 9;
    public const byte Struct = 12;

    private const int MaxDepth = 32;

    private readonly ReadOnlySpan<byte> data;

    public ThriftCompactReader(ReadOnlySpan<byte> data) => this.data = data;

    /// <summary>The next byte to read, counted from the beginning of the span.</summary>
    public int Position { get; private set; }

    /// <summary>Reads a field's header; false at the end of the struct.</summary>
    /// <param name="id">The id of the field before, 0 at first; becomes this one's.</param>
    /// <param name="type">The type of the value that follows.</param>
    public bool ReadField(ref int id, out byte type)
    {
        var head = ReadByte();
        type = (byte)(head & 0x0f);
        if (head == 0)
        {
            return false;
        }

        var delta = head >> 4;
        id = delta == 0 ? (int)ReadZigZag() : id + delta;
        return true;
    }

    /// <summary>Reads a list's header: its length, which what is left can hold.</summary>
    public int ReadList(byte elementType)
    {
        var length = ReadListHeader(out var found);
        return length == 0 || found == elementType ? length : throw Fault($"a list of type {found} where type {elementType} was expected");
    }

    public long ReadZigZag()
    {
        var value = ReadVarint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public int ReadInt32()
    {
        var value = ReadZigZag();
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw Fault($"{value} where 32 bits were expected");
    }

    public sbyte ReadInt8() => (sbyte)ReadByte();

    public ReadOnlySpan<byte> ReadBinary()
    {
        var length = ReadVarint();
        if (length > (ulong)(data.Length - Position))
        {
            throw Fault($"a text of {length} bytes where {data.Length - Position} are left");
        }

        var value = data.Slice(Position, (int)length);
        Position += (int)length;
        return value;
    }

    /// <summary>Fails unless a field has the type that the format gives it.</summary>
    public readonly void Expect(byte found, byte expected)
    {
        if (found != expected)
        {
            throw Fault($"a field of type {found} where type {expected} was expected");
        }
    }

    /// <summary>Passes over a value whose meaning is not needed.</summary>
    public void Skip(byte type, int depth = 0)
    {
        if (depth > MaxDepth)
        {
            throw Fault($"values nested deeper than {MaxDepth}");
        }

        switch (type)
        {
            case True or False:
                break;
            case Int8:
                Advance(1);
                break;
            case 4 or Int32 or Int64:
                ReadVarint();
                break;
            case 7:
                Advance(8);
                break;
            case Binary:
                ReadBinary();
                break;
            case List or 10:
                SkipList(depth);
                break;
            case 11:
                SkipMap(depth);
                break;
            case Struct:
                for (var id = 0; ReadField(ref id, out var field);)
                {
                    Skip(field, depth + 1);
                }

                break;
            case 13:
                Advance(16);
                break;
            default:
                throw Fault($"an unknown type {type}");
        }
    }

    private void SkipList(int depth)
    {
        for (var left = ReadListHeader(out var element); left > 0; left--)
        {
            SkipElement(element, depth + 1);
        }
    }

    private void SkipMap(int depth)
    {
        var left = ReadVarint();
        if (left == 0)
        {
            return;
        }

        var types = ReadByte();
        for (; left > 0; left--)
        {
            SkipElement((byte)(types >> 4), depth + 1);
            SkipElement((byte)(types & 0x0f), depth + 1);
        }
    }

    // Booleans are a whole byte inside of containers, and part of the header outside of them.
    private void SkipElement(byte type, int depth)
    {
        if (type is True or False)
        {
            Advance(1);
        }
        else
        {
            Skip(type, depth);
        }
    }

    private int ReadListHeader(out byte elementType)
    {
        var head = ReadByte();
        elementType = (byte)(head & 0x0f);
        var length = head >> 4 == 15 ? ReadVarint() : (ulong)(head >> 4);

        // An element takes at least one byte: the claim is refused before anything is allocated for it.
        return length <= (ulong)(data.Length - Position)
            ? (int)length
            : throw Fault($"a list of {length} elements where {data.Length - Position} bytes are left");
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = ReadByte();
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Fault("a number longer than 64 bits");
    }

    private byte ReadByte() => Position < data.Length ? data[Position++] : throw Fault("the end within a value");

    private void Advance(int count)
    {
        if (count > data.Length - Position)
        {
            throw Fault("the end within a value");
        }

        Position += count;
    }

    private readonly InvalidDataException Fault(string found) => new($"byte {Position}: found {found}");
}
