using Apache.Arrow;
using Parquet;
using Parquet.Schema;

namespace LakeVersion.Parquet.Managed;

/// <summary>The entries of one leaf that wait for their row group to be full.</summary>
internal abstract class LeafBuffer(ColumnNode node, DataField field)
{
    private readonly List<int> definitions = [];
    private readonly List<int> repetitions = [];

    /// <summary>The leaf's levels and type.</summary>
    public ColumnNode Node { get; } = node;

    /// <summary>Entries so far.</summary>
    public int EntryCount { get; private set; }

    /// <summary>Entries without a value.</summary>
    public int NullCount { get; private set; }

    /// <summary>The leaf as Parquet.Net knows it.</summary>
    protected DataField Field { get; } = field;

    /// <summary>Appends an element of an array.</summary>
    public void Add(int repetition, ArrayData data, int index)
    {
        AddLevels(repetition, Node.Definition);
        AddValue(data, data.Offset + index);
    }

    /// <summary>Appends an entry without a value.</summary>
    public void AddNull(int repetition, int definition)
    {
        AddLevels(repetition, definition);
        NullCount++;
    }

    /// <summary>Has the entries encoded; the least and the greatest value come back plainly encoded.</summary>
    public async ValueTask<(byte[]? Min, byte[]? Max)> WriteAsync(ParquetRowGroupWriter group, CancellationToken cancellationToken)
    {
        await WriteAsync(
            group,
            Node.Definition > 0 ? definitions.ToArray() : null,
            Node.Repetition > 0 ? repetitions.ToArray() : null,
            cancellationToken).ConfigureAwait(false);
        var bounds = Bounds();
        definitions.Clear();
        repetitions.Clear();
        (EntryCount, NullCount) = (0, 0);
        ClearValues();
        return bounds;
    }

    /// <summary>Appends the value at an absolute index of an array's buffers.</summary>
    protected abstract void AddValue(ArrayData data, int index);

    protected abstract Task WriteAsync(ParquetRowGroupWriter group, int[]? definitions, int[]? repetitions, CancellationToken cancellationToken);

    protected abstract (byte[]? Min, byte[]? Max) Bounds();

    protected abstract void ClearValues();

    private void AddLevels(int repetition, int definition)
    {
        EntryCount++;
        if (Node.Definition > 0)
        {
            definitions.Add(definition);
        }

        if (Node.Repetition > 0)
        {
            repetitions.Add(repetition);
        }
    }
}
