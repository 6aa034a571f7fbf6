using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Parquet.Tests.Support;
using LakeVersion.Storage;

namespace LakeVersion.Parquet.Tests;

public abstract class RangeTests(IParquetEngine engine)
{
    private readonly Files files = new(engine);

    private const int Columns = 6;
    private const int RowsAGroup = 40_000;

    [Fact]
    public async Task Opening_a_file_of_known_size_is_one_request_for_its_tail()
    {
        var (store, size) = await WriteAsync();

        await using var file = await engine.OpenAsync(store, OneFileStore.Key, size);

        Assert.Equal([(size - 65_536, 65_536)], store.Ranges);
        Assert.Equal(0, store.Stats);
    }

    [Fact]
    public async Task A_footer_longer_than_the_tail_takes_one_more_request()
    {
        var fields = Enumerable.Range(0, 1_000).Select(i => Samples.Field($"a_rather_long_column_name_{i}_{new string('x', 256)}", Int64Type.Default));
        var schema = new Schema(fields, null);
        var ones = new Int64Array.Builder().Append(1).Build();
        var (bytes, _) = await files.WriteAsync(schema, [new RecordBatch(schema, Enumerable.Repeat<IArrowArray>(ones, 1_000), 1)]);
        var store = new OneFileStore(bytes);

        await using var file = await engine.OpenAsync(store, OneFileStore.Key);

        Assert.Equal(1, store.Stats);
        Assert.Equal(2, store.Ranges.Count);
        Assert.Equal(1_000, file.Schema.FieldsList.Count);
        Assert.Equal(1, await files.DrainAsync(bytes));
    }

    [Fact]
    public async Task Only_the_chunks_of_wanted_columns_and_row_groups_are_fetched()
    {
        var (store, size) = await WriteAsync();
        await using var file = await engine.OpenAsync(store, OneFileStore.Key, size);
        store.Ranges.Clear();

        var rows = 0;
        await foreach (var batch in file.ReadAsync(["c1", "c4"], [1]))
        {
            Assert.Equal(RowsAGroup + rows, ((Int64Array)batch.Column(0)).GetValue(0)!.Value % 1_000_000);
            rows += batch.Length;
        }

        // A column of one row group is 320,000 bytes of numbers that do not compress, and a dictionary that the encoder gave up.
        Assert.Equal(RowsAGroup, rows);
        Assert.Equal(2, store.Ranges.Count);
        Assert.All(store.Ranges, range => Assert.InRange(range.Length, 320_000, 410_000));
    }

    [Fact]
    public async Task Neighbouring_columns_are_one_request()
    {
        var (store, size) = await WriteAsync();
        await using var file = await engine.OpenAsync(store, OneFileStore.Key, size);
        store.Ranges.Clear();

        await foreach (var batch in file.ReadAsync(["c3", "c2"], [0]))
        {
            batch.Dispose();
        }

        Assert.InRange(Assert.Single(store.Ranges).Length, 640_000, 820_000);
    }

    [Fact]
    public async Task The_next_row_group_is_fetched_while_one_is_read_and_no_more_than_that()
    {
        var (store, size) = await WriteAsync();
        await using var file = await engine.OpenAsync(store, OneFileStore.Key, size);
        store.Ranges.Clear();

        await using var reading = file.ReadAsync(["c0"]).GetAsyncEnumerator();
        Assert.True(await reading.MoveNextAsync());
        await RequestsAsync(store, 1 + 2);
        Assert.Equal(2, store.Ranges.Count);
        Assert.True(await reading.MoveNextAsync());
        await RequestsAsync(store, 1);
        Assert.Equal(3, store.Ranges.Count);
    }

    [Fact]
    public async Task Requests_are_made_side_by_side_but_only_so_many()
    {
        var (store, size) = await WriteAsync();
        var (inFlight, most, full) = (0, 0, new TaskCompletionSource());
        store.Gate = async () =>
        {
            var now = Interlocked.Increment(ref inFlight);
            Interlocked.Exchange(ref most, Math.Max(most, now));
            if (now >= RangeReader.Parallelism)
            {
                full.TrySetResult();
            }

            await full.Task;
            Interlocked.Decrement(ref inFlight);
        };

        var requests = Enumerable.Range(0, 100).Select(i => ((long)i * 10, 5)).ToList();
        var results = await new RangeReader(store, OneFileStore.Key, size).FetchAsync(requests, CancellationToken.None)
            .AsTask().WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(requests, results.Select(result => (result.Offset, result.Bytes.Length)));
        Assert.Equal(RangeReader.Parallelism, most);
    }

    [Fact]
    public void Requests_join_small_gaps_and_cut_long_ranges()
    {
        var (mebi, gap) = (1024 * 1024, 256 * 1024);
        Assert.Equal([(0, 20), (21 + gap, 10)], RangeReader.Plan([(21 + gap, 10), (0, 10), (10, 10), (5, 0)]));
        Assert.Equal([(0, 30 + gap)], RangeReader.Plan([(20 + gap, 10), (0, 10), (10, 10)]));
        Assert.Equal([(7, 8 * mebi), (7 + (8 * mebi), 8 * mebi), (7 + (16 * mebi), 1)], RangeReader.Plan([(7, (16 * mebi) + 1)]));
    }

    [Fact]
    public async Task Storage_errors_and_cancellation_keep_their_type()
    {
        var (store, size) = await WriteAsync();
        await using var file = await engine.OpenAsync(store, OneFileStore.Key, size);
        store.Failure = LakeException.Unavailable("the store is down");

        var error = await Assert.ThrowsAsync<LakeException>(async () => await file.ReadAsync().ToListAsync());
        Assert.Same(store.Failure, error);

        store.Failure = null;
        using var cancelled = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var batch in file.ReadAsync(cancellationToken: cancelled.Token))
            {
                await cancelled.CancelAsync();
            }
        });

        // After both failures the same file still reads.
        Assert.Equal(3 * RowsAGroup, await file.ReadAsync(["c5"]).Select(batch => batch.Length).SumAsync());
    }

    [Fact]
    public async Task A_missing_object_is_not_found_and_one_that_shrank_is_corrupt()
    {
        var (store, size) = await WriteAsync();

        var missing = await Assert.ThrowsAsync<LakeException>(
            async () => await engine.OpenAsync(store, StoreKey.Parse("gone.parquet")));
        var shrunk = await Assert.ThrowsAsync<LakeException>(
            async () => await engine.OpenAsync(store, OneFileStore.Key, size + 10));

        Assert.Equal(LakeErrorKind.NotFound, missing.Kind);
        Assert.Equal(LakeErrorKind.Corrupt, shrunk.Kind);
    }

    [Fact]
    public async Task Two_readings_of_one_file_at_once_are_refused()
    {
        var (store, size) = await WriteAsync();
        await using var file = await engine.OpenAsync(store, OneFileStore.Key, size);
        await using var first = file.ReadAsync().GetAsyncEnumerator();
        await first.MoveNextAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await file.ReadAsync().ToListAsync());
    }

    private static async Task RequestsAsync(OneFileStore store, int count)
    {
        for (; count > 0; count--)
        {
            Assert.True(await store.Requested.WaitAsync(TimeSpan.FromSeconds(60)));
        }
    }

    // Column c holds 1,000,000 · (a number no codec can squeeze) + row.
    private async Task<(OneFileStore Store, long Size)> WriteAsync()
    {
        var schema = new Schema(Enumerable.Range(0, Columns).Select(i => Samples.Field($"c{i}", Int64Type.Default)), null);
        var arrays = Enumerable.Range(0, Columns).Select(c =>
        {
            var builder = new Int64Array.Builder();
            ulong state = (ulong)c + 1;
            for (var row = 0; row < 3 * RowsAGroup; row++)
            {
                state = (state * 6364136223846793005UL) + 1442695040888963407UL;
                builder.Append(((long)(state >> 22) * 1_000_000) + row);
            }

            return (IArrowArray)builder.Build();
        });
        var (bytes, _) = await files.WriteAsync(
            schema, [new RecordBatch(schema, arrays, 3 * RowsAGroup)], new ParquetWriteOptions { RowGroupRows = RowsAGroup });
        return (new OneFileStore(bytes), bytes.Length);
    }

    public sealed class OnParquetSharp() : RangeTests(ParquetEngines.Default);

    public sealed class OnParquetNet() : RangeTests(ParquetEngines.Managed);
}
