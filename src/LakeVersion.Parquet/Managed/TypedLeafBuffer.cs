using Apache.Arrow;
using Parquet;
using Parquet.Schema;

namespace LakeVersion.Parquet.Managed;

/// <summary>A <see cref="LeafBuffer"/> of values of one type.</summary>
/// <param name="node">The leaf.</param>
/// <param name="field">The leaf as Parquet.Net knows it.</param>
/// <param name="codec">How values are taken from Arrow, ordered, and stored as bounds.</param>
internal sealed class TypedLeafBuffer<T>(ColumnNode node, DataField field, ValueCodec<T> codec) : LeafBuffer(node, field)
    where T : struct
{
    // What Arrow C++ keeps in a footer too: longer bounds cost every reader more than they save.
    private const int MaxBoundBytes = 4096;

    private readonly List<T> values = [];

    protected override void AddValue(ArrayData data, int index) => values.Add(codec.Take(data, index));

    protected override Task WriteAsync(
        ParquetRowGroupWriter group, int[]? definitions, int[]? repetitions, CancellationToken cancellationToken) =>
        group.WriteAllPartsAsync(
            Field,
            new ReadOnlyMemory<T>(values.ToArray()),
            definitions is null ? (ReadOnlyMemory<int>?)null : definitions.AsMemory(),
            repetitions is null ? (ReadOnlyMemory<int>?)null : repetitions.AsMemory(),
            cancellationToken);

    protected override (byte[]? Min, byte[]? Max) Bounds()
    {
        T? min = null, max = null;
        foreach (var value in values)
        {
            // Engines that order NaN above all numbers would trust a bound that passes over it.
            if (!codec.IsOrdered(value))
            {
                return (null, null);
            }

            min = min is { } least && codec.Compare(least, value) <= 0 ? least : value;
            max = max is { } greatest && codec.Compare(greatest, value) >= 0 ? greatest : value;
        }

        return (Stored(min, isMax: false), Stored(max, isMax: true));
    }

    protected override void ClearValues() => values.Clear();

    private byte[]? Stored(T? bound, bool isMax)
    {
        var bytes = bound is { } value ? codec.Store(value, isMax) : null;
        return bytes is { Length: <= MaxBoundBytes } ? bytes : null;
    }
}
