using System.Buffers;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace LakeVersion.Rows.Cells;

/// <summary>A column of texts, or of bytes that come as base64.</summary>
internal sealed class VariableColumn(IArrowType type, bool isText) : CellColumn(type)
{
    private ArrayBufferWriter<byte> bytes = new();
    private ArrowBuffer.Builder<int> offsets = new ArrowBuffer.Builder<int>().Append(0);

    protected override bool TryAppendValue(ReadOnlySpan<char> text)
    {
        if (isText)
        {
            Encoding.UTF8.GetBytes(text, bytes);
        }
        else
        {
            var destination = bytes.GetSpan((text.Length * 3 / 4) + 3);
            if (!Convert.TryFromBase64Chars(text, destination, out var written))
            {
                return false;
            }

            bytes.Advance(written);
        }

        AppendEmpty();
        return true;
    }

    protected override void AppendEmpty() => offsets.Append(bytes.WrittenCount);

    protected override ArrowBuffer[] BuildValues()
    {
        ArrowBuffer[] built = [offsets.Build(), new ArrowBuffer(bytes.WrittenMemory)];
        (bytes, offsets) = (new ArrayBufferWriter<byte>(), new ArrowBuffer.Builder<int>().Append(0));
        return built;
    }
}
