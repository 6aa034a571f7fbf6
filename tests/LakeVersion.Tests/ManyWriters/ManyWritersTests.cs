using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta;
using LakeVersion.Delta.Conflicts;
using LakeVersion.Delta.Writing;
using LakeVersion.Parquet;
using LakeVersion.Storage;
using LakeVersion.Testing.Stores;

namespace LakeVersion.Tests.ManyWriters;

/// <summary>Sixteen writers that append to, delete from, upsert into and optimize one table: on a plain one and on one of a lake.</summary>
/// <remarks>Each writer changes keys of its own, so that what must be in the table in the end is known; files hold keys of many once they were joined.</remarks>
[Trait("tier", "long")]
[Trait("server", "s3")]
public sealed class ManyWritersTests
{
    private const int Writers = 16;
    private const int Seed = 7;

    private static readonly DeltaContext Context = new(ParquetEngines.Default, TimeProvider.System, SystemEntropy.Instance);
    private static readonly Schema Schema = new([new Field("key", Int64Type.Default, true), new Field("value", Int64Type.Default, true)], null);

    [Theory]
    [InlineData("true", "Serializable")]
    [InlineData("false", "Serializable")]
    [InlineData("true", "WriteSerializable")]
    public async Task No_row_of_a_plain_table_is_lost_or_doubled(string vectors, string isolation)
    {
        var store = TestStores.Open();
        await DeltaTable.CreateAsync(store, Context, Schema, Options(vectors, isolation));
        var work = await RunAsync(async number =>
        {
            var table = await DeltaTable.OpenAsync(store, Context);
            return new WriterWork(number, Seed, batch => table.AppendAsync(Stream(batch)).AsTask(), change => table.ChangeAsync(change).AsTask());
        });
        Assert.All(work.SelectMany(writer => writer.Conflicts), e => Assert.NotEmpty(Assert.IsType<TableConflictException>(e).Conflicts));
        await CheckAsync(work, await (await DeltaTable.OpenAsync(store, Context)).SnapshotAsync());
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task No_row_of_a_lakes_table_is_lost_or_doubled(string vectors)
    {
        await using var lake = await Lake.CreateAsync(TestStores.Open(), new LakeOptions { Author = "ada" });
        var main = lake.Branch("main");
        await using (var change = await main.BeginAsync())
        {
            await change.Table("t").CreateAsync(Schema, Options(vectors, "Serializable"));
            await change.CommitAsync("Create");
        }

        var work = await RunAsync(number => Task.FromResult(new WriterWork(
            number,
            Seed,
            batch => CommitAsync(main, table => table.AppendAsync(Stream(batch)).AsTask()),
            change => CommitAsync(main, table => table.ChangeAsync(change).AsTask()))));
        await CheckAsync(work, await (await main.HeadAsync()).Table("t").OpenAsync());
        Assert.Empty(await lake.Chains.VerifyAsync(main.Ref.Log).ToListAsync());
    }

    private static CreateOptions Options(string vectors, string isolation) => new()
    {
        Properties = new Dictionary<string, string> { ["delta.enableDeletionVectors"] = vectors, ["delta.isolationLevel"] = isolation },
    };

    private static async Task CommitAsync(LakeBranch branch, Func<Changes.TransactionTable, Task> act)
    {
        await using var change = await branch.BeginAsync();
        await act(change.Table("t"));
        await change.CommitAsync("Step");
    }

    private static async Task<IReadOnlyList<WriterWork>> RunAsync(Func<int, Task<WriterWork>> make)
    {
        var steps = TestStores.Cases(25, onServer: 8);
        return await Task.WhenAll(Enumerable.Range(0, Writers).Select(number => Task.Run(async () =>
        {
            var work = await make(number);
            await work.RunAsync(steps);
            return work;
        })));
    }

    private static async Task CheckAsync(IReadOnlyList<WriterWork> work, Delta.Snapshots.DeltaSnapshot snapshot)
    {
        var rows = new List<(long Key, long Value)>();
        await foreach (var batch in snapshot.ReadAsync())
        {
            var (keys, values) = ((Int64Array)batch.Column(0), (Int64Array)batch.Column(1));
            rows.AddRange(Enumerable.Range(0, batch.Length).Select(row => (keys.GetValue(row)!.Value, values.GetValue(row)!.Value)));
        }

        Assert.Equal(work.SelectMany(writer => writer.Rows).Select(row => (row.Key, row.Value)).Order(), rows.Order());
        var done = work.SelectMany(writer => writer.Done).GroupBy(pair => pair.Key, pair => pair.Value).ToDictionary(group => group.Key, group => group.Sum());
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"seed {Seed}: {string.Join(", ", done.Select(pair => $"{pair.Key} {pair.Value}"))}, conflicts {work.Sum(writer => writer.Conflicts.Count)}");
        Assert.True(done.GetValueOrDefault("append") > 0 && done.GetValueOrDefault("delete") > 0 && done.GetValueOrDefault("upsert") > 0, "a kind of step never succeeded");
    }

    private static async IAsyncEnumerable<RecordBatch> Stream(RecordBatch batch)
    {
        await Task.Yield();
        yield return batch;
    }
}
