using Apache.Arrow;
using Apache.Arrow.Types;

namespace LakeVersion.Rows.Cells;

/// <summary>A column of values of fixed width.</summary>
internal sealed class FixedColumn<T>(IArrowType type, ScalarParser<T> parse) : CellColumn(type)
    where T : unmanaged
{
    private ArrowBuffer.Builder<T> values = new();

    protected override bool TryAppendValue(ReadOnlySpan<char> text)
    {
        if (!parse(text, out var value))
        {
            return false;
        }

        values.Append(value);
        return true;
    }

    protected override void AppendEmpty() => values.Append(default(T));

    protected override ArrowBuffer[] BuildValues()
    {
        var built = values.Build();
        values = new ArrowBuffer.Builder<T>();
        return [built];
    }
}
