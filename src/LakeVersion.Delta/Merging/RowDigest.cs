using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Rows.Output;

namespace LakeVersion.Delta.Merging;

/// <summary>Digests of a batch's rows, by all their columns: equal where every cell is equal bit by bit, so that NaN equals itself and
/// 0.0 is not -0.0. One digest in 2^128 is another row's by chance.</summary>
/// <param name="batch">The rows, with the same columns wherever digests are compared.</param>
internal sealed class RowDigest(RecordBatch batch)
{
    private readonly XxHash128 hash = new();

    /// <summary>The digest of a row.</summary>
    public UInt128 Of(int row)
    {
        hash.Reset();
        for (var i = 0; i < batch.ColumnCount; i++)
        {
            Append(batch.Column(i), row);
        }

        return hash.GetCurrentHashAsUInt128();
    }

    /// <summary>The digest of a key's bytes.</summary>
    public static UInt128 OfKey(ReadOnlySpan<byte> key) => XxHash128.HashToUInt128(key);

    private void Append(IArrowArray column, int row)
    {
        if (column is NullArray || column.IsNull(row))
        {
            hash.Append([0]);
            return;
        }

        hash.Append([1]);
        var data = column.Data;
        switch (data.DataType)
        {
            case BooleanType:
                hash.Append([(byte)(BitUtility.GetBit(data.Buffers[1].Span, data.Offset + row) ? 1 : 0)]);
                break;
            case FixedWidthType type:
                hash.Append(data.Buffers[1].Span.Slice((data.Offset + row) * (type.BitWidth / 8), type.BitWidth / 8));
                break;
            case StringType or BinaryType:
                var bounds = MemoryMarshal.Cast<byte, int>(data.Buffers[1].Span).Slice(data.Offset + row, 2);
                AppendText(data.Buffers[2].Span[bounds[0]..bounds[1]]);
                break;
            default:
                AppendText(Encoding.UTF8.GetBytes(CellJson.OfCell(column, row)));
                break;
        }
    }

    // With its length before it, so that no two rows run into one another.
    private void AppendText(ReadOnlySpan<byte> bytes)
    {
        hash.Append(BitConverter.GetBytes(bytes.Length));
        hash.Append(bytes);
    }
}
