using Apache.Arrow;
using Apache.Arrow.Types;

namespace LakeVersion.Rows.Cells;

/// <summary>A column of booleans.</summary>
internal sealed class BooleanColumn() : CellColumn(BooleanType.Default)
{
    private ArrowBuffer.BitmapBuilder values = new();

    protected override bool TryAppendValue(ReadOnlySpan<char> text)
    {
        if (!ScalarText.TryParseBoolean(text, out var value))
        {
            return false;
        }

        values.Append(value);
        return true;
    }

    protected override void AppendEmpty() => values.Append(false);

    protected override ArrowBuffer[] BuildValues()
    {
        var built = values.Build();
        values = new ArrowBuffer.BitmapBuilder();
        return [built];
    }
}
