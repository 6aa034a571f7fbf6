using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Parquet;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Tests.Support;

/// <summary>Tables of (id long, name string, part string), and rows as text, for tests.</summary>
internal static class Bench
{
    public static readonly DeltaContext Context = new(ParquetEngines.Default, TimeProvider.System, SystemEntropy.Instance);

    public static Schema Schema(params (string Name, IArrowType Type)[] columns) =>
        new([.. columns.Select(column => new Field(column.Name, column.Type, true))], null);

    public static RecordBatch Batch(params (string Name, IArrowArray Values)[] columns) => new(
        new Schema([.. columns.Select(column => new Field(column.Name, column.Values.Data.DataType, true))], null),
        columns.Select(column => column.Values),
        columns[0].Values.Length);

    public static Int64Array Longs(params long?[] values)
    {
        var builder = new Int64Array.Builder();
        foreach (var value in values)
        {
            _ = value is { } number ? builder.Append(number) : builder.AppendNull();
        }

        return builder.Build();
    }

    public static Int32Array Ints(params int[] values) => new Int32Array.Builder().AppendRange(values).Build();

    public static DoubleArray Doubles(params double[] values) => new DoubleArray.Builder().AppendRange(values).Build();

    public static StringArray Strings(params string?[] values)
    {
        var builder = new StringArray.Builder();
        foreach (var value in values)
        {
            _ = value is null ? builder.AppendNull() : builder.Append(value);
        }

        return builder.Build();
    }

    public static async IAsyncEnumerable<RecordBatch> Stream(params RecordBatch[] batches)
    {
        foreach (var batch in batches)
        {
            await Task.Yield();
            yield return batch;
        }
    }

    /// <summary>Rows in reading order, each as its cells joined by a bar.</summary>
    public static async Task<List<string>> RowsAsync(this DeltaSnapshot snapshot, IReadOnlyList<string>? columns = null, Predicate? predicate = null)
    {
        var rows = new List<string>();
        await foreach (var batch in snapshot.ReadAsync(columns, predicate))
        {
            rows.AddRange(Cells.Rows(batch));
        }

        return rows;
    }

    public static async Task<LakeException> FailsAsync(LakeErrorKind kind, Func<Task> act)
    {
        var e = await Assert.ThrowsAnyAsync<LakeException>(act);
        Assert.True(e.Kind == kind, $"expected {kind}, found {e.Kind}: {e.Message}");
        return e;
    }
}
