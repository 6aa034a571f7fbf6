using Apache.Arrow;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Editing;
using LakeVersion.Delta.Optimizing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Tests.ManyWriters;

/// <summary>One of many writers of a table: its random appends, deletions, upserts and optimizations, on keys of its own, and what of them was acknowledged.</summary>
/// <param name="number">The writer's number.</param>
/// <param name="seed">What its choices follow from, with the number.</param>
/// <param name="append">Appends rows, as one commit.</param>
/// <param name="change">Makes a change, as one commit.</param>
internal sealed class WriterWork(int number, int seed, Func<RecordBatch, Task> append, Func<ITableChange, Task> change)
{
    private const int KeysEach = 1_000_000;

    private readonly Random random = new(HashCode.Combine(number, seed));
    private long next;

    /// <summary>The rows that must be in the table: value by key.</summary>
    public SortedDictionary<long, long> Rows { get; } = [];

    /// <summary>Steps that were refused because of another writer's commit.</summary>
    public List<LakeException> Conflicts { get; } = [];

    /// <summary>Steps that were acknowledged, by kind.</summary>
    public Dictionary<string, int> Done { get; } = [];

    public async Task RunAsync(int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            var (kind, act, apply) = Choose();
            try
            {
                await act();
                apply();
                Done[kind] = Done.GetValueOrDefault(kind) + 1;
            }
            catch (LakeException e) when (e.Kind == LakeErrorKind.Conflict)
            {
                Conflicts.Add(e);
            }
        }
    }

    private (string Kind, Func<Task> Act, Action Apply) Choose() => random.Next(10) switch
    {
        < 4 => Append(),
        < 6 => Delete(),
        < 9 => Upsert(),
        _ => ("optimize", () => change(new OptimizeFiles()), () => { }),
    };

    private (string Kind, Func<Task> Act, Action Apply) Append()
    {
        var rows = NewKeys(random.Next(1, 5)).Select(key => (Key: key, Value: random.NextInt64(1000))).ToList();
        return ("append", () => append(Batch(rows)), () => rows.ForEach(row => Rows.Add(row.Key, row.Value)));
    }

    private (string Kind, Func<Task> Act, Action Apply) Delete()
    {
        var keys = OldKeys(2).ToList();
        return ("delete", () => change(new DeleteRows(ColumnPath.Of("key").In([.. keys.Select(key => Scalar.Of(key))]))), () => keys.ForEach(key => Rows.Remove(key)));
    }

    private (string Kind, Func<Task> Act, Action Apply) Upsert()
    {
        var rows = OldKeys(3).Concat(NewKeys(2)).Select(key => (Key: key, Value: random.NextInt64(1000))).ToList();
        return ("upsert", () => change(new UpsertRows(Stream(Batch(rows)), ["key"])), () => rows.ForEach(row => Rows[row.Key] = row.Value));
    }

    // A key that was once chosen for a row is not chosen for another, whatever became of it.
    private IEnumerable<long> NewKeys(int count) => [.. Enumerable.Range(0, count).Select(_ => ((long)number * KeysEach) + next++)];

    private IEnumerable<long> OldKeys(int most) => Rows.Count == 0
        ? NewKeys(1)
        : [.. Enumerable.Range(0, most).Select(_ => Rows.Keys.ElementAt(random.Next(Rows.Count))).Distinct()];

    private static RecordBatch Batch(List<(long Key, long Value)> rows) => new(
        new Schema([new Field("key", Apache.Arrow.Types.Int64Type.Default, true), new Field("value", Apache.Arrow.Types.Int64Type.Default, true)], null),
        [new Int64Array.Builder().AppendRange(rows.Select(row => row.Key)).Build(), new Int64Array.Builder().AppendRange(rows.Select(row => row.Value)).Build()],
        rows.Count);

    private static async IAsyncEnumerable<RecordBatch> Stream(RecordBatch batch)
    {
        await Task.Yield();
        yield return batch;
    }
}
