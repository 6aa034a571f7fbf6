using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Editing;

/// <summary>The keys of a batch's rows as bytes that are equal where the keys are. NaN equals NaN and -0.0 equals 0.0, as in predicates.</summary>
internal sealed class KeyReader
{
    private readonly Column[] columns;
    private readonly ArrayBufferWriter<byte> key = new(64);

    /// <param name="batch">The rows.</param>
    /// <param name="keys">The key's columns, of the same types wherever keys are compared.</param>
    public KeyReader(RecordBatch batch, IReadOnlyList<string> keys) =>
        columns = [.. keys.Select(name => Column.Of(batch.Column(batch.Schema.GetFieldIndex(name))))];

    /// <summary>True where values of the type can be keys.</summary>
    public static bool Takes(IArrowType type) => type is StringType or BinaryType or BooleanType or FixedWidthType;

    /// <summary>The key of a row, which is good until the next one is read.</summary>
    /// <returns>False where a part is null: such a key is equal to none.</returns>
    public bool TryRead(int row, out ReadOnlySpan<byte> bytes)
    {
        key.ResetWrittenCount();
        foreach (var column in columns)
        {
            if (column.IsNull(row))
            {
                bytes = [];
                return false;
            }

            column.Append(row, key);
        }

        bytes = key.WrittenSpan;
        return true;
    }

    private abstract class Column(ArrayData data)
    {
        protected ArrayData Data { get; } = data;

        public static Column Of(IArrowArray array) => array.Data.DataType switch
        {
            StringType or BinaryType => new Bytes(array.Data),
            BooleanType => new Truths(array.Data),
            FloatType => new Floats(array.Data),
            DoubleType => new Doubles(array.Data),
            FixedWidthType type => new Fixed(array.Data, type.BitWidth / 8),
            var type => throw LakeException.Unsupported($"Values of the Arrow type {type.Name} cannot be keys."),
        };

        public bool IsNull(int row) => !Data.Buffers[0].IsEmpty && !BitUtility.GetBit(Data.Buffers[0].Span, Data.Offset + row);

        public abstract void Append(int row, ArrayBufferWriter<byte> key);
    }

    private sealed class Fixed(ArrayData data, int width) : Column(data)
    {
        public override void Append(int row, ArrayBufferWriter<byte> key) => key.Write(Data.Buffers[1].Span.Slice((Data.Offset + row) * width, width));
    }

    private sealed class Truths(ArrayData data) : Column(data)
    {
        public override void Append(int row, ArrayBufferWriter<byte> key) => key.Write([(byte)(BitUtility.GetBit(Data.Buffers[1].Span, Data.Offset + row) ? 1 : 0)]);
    }

    private sealed class Floats(ArrayData data) : Column(data)
    {
        public override void Append(int row, ArrayBufferWriter<byte> key)
        {
            var value = MemoryMarshal.Cast<byte, float>(Data.Buffers[1].Span)[Data.Offset + row];
            BinaryPrimitives.WriteSingleLittleEndian(key.GetSpan(sizeof(float)), float.IsNaN(value) ? float.NaN : value + 0f);
            key.Advance(sizeof(float));
        }
    }

    private sealed class Doubles(ArrayData data) : Column(data)
    {
        public override void Append(int row, ArrayBufferWriter<byte> key)
        {
            var value = MemoryMarshal.Cast<byte, double>(Data.Buffers[1].Span)[Data.Offset + row];
            BinaryPrimitives.WriteDoubleLittleEndian(key.GetSpan(sizeof(double)), double.IsNaN(value) ? double.NaN : value + 0.0);
            key.Advance(sizeof(double));
        }
    }

    private sealed class Bytes(ArrayData data) : Column(data)
    {
        // With its length before it, so that no two keys of several parts are one.
        public override void Append(int row, ArrayBufferWriter<byte> key)
        {
            var bounds = MemoryMarshal.Cast<byte, int>(Data.Buffers[1].Span).Slice(Data.Offset + row, 2);
            BinaryPrimitives.WriteInt32LittleEndian(key.GetSpan(sizeof(int)), bounds[1] - bounds[0]);
            key.Advance(sizeof(int));
            key.Write(Data.Buffers[2].Span[bounds[0]..bounds[1]]);
        }
    }
}
