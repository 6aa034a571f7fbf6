using System.Globalization;
using System.Text;
using CsCheck;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Tests.BadInput;
using LakeVersion.Delta.Tests.Conformance.Naive;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Testing.Stores;

namespace LakeVersion.Delta.Tests.Tables;

/// <summary>A table that goes on from what it knows says the same as one that reads everything anew.</summary>
public sealed class UpdatedSnapshotTests
{
    private const string Columns =
        """{"protocol":{"minReaderVersion":"INTEGER","minWriterVersion":"INTEGER","readerFeatures":["VARCHAR"],"writerFeatures":["VARCHAR"]},"metaData":{"id":"VARCHAR","format":{"provider":"VARCHAR","options":"MAP(VARCHAR,VARCHAR)"},"schemaString":"VARCHAR","partitionColumns":["VARCHAR"],"configuration":"MAP(VARCHAR,VARCHAR)","createdTime":"BIGINT"},"txn":{"appId":"VARCHAR","version":"BIGINT"},"domainMetadata":{"domain":"VARCHAR","configuration":"VARCHAR","removed":"BOOLEAN"},"add":{"path":"VARCHAR","partitionValues":"MAP(VARCHAR,VARCHAR)","size":"BIGINT","modificationTime":"BIGINT","dataChange":"BOOLEAN","stats":"VARCHAR"}}""";

    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // What happens in one version: files that come and go, how far the clock steps (also back), and what is made of the log behind it.
    private static readonly Gen<Step[]> History = Gen.Select(
        Gen.Int[0, 5].Array[0, 3], Gen.Int[0, 5].Array[0, 2], Gen.Int[-2_000, 3_000], Gen.Int[0, 5], Gen.Bool,
        (adds, removes, clock, after, reads) => new Step([.. adds.Distinct()], [.. removes.Except(adds)], clock, after, reads)).Array[3, 25];

    [Fact]
    public void Updates_over_any_history_say_what_a_full_reading_says() => History.Sample(
        history => RunAsync(history, CancellationToken.None).GetAwaiter().GetResult(), iter: TestStores.Cases(20, onServer: 6), threads: 1);

    [Fact]
    public async Task One_table_used_by_many_at_once_gives_each_a_whole_version()
    {
        var store = new FaultyStore();
        Write(store, 0, Begin, [PlainTable.Protocol, PlainTable.Metadata]);
        var table = await DeltaTable.OpenAsync(store, Bench.Context, TestContext.Current.CancellationToken);
        var writer = Task.Run(() =>
        {
            for (var version = 1; version <= 40; version++)
            {
                Write(store, version, Begin.AddSeconds(version), [Added($"f{version}", version)]);
            }
        }, TestContext.Current.CancellationToken);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(reader => Task.Run(async () =>
        {
            while (true)
            {
                // A store in memory never waits, and others have to come to their turn.
                await Task.Yield();
                var snapshot = reader % 2 == 0 ? await table.SnapshotAsync() : await table.SnapshotAsync((await table.SnapshotAsync()).Version / 2);
                Assert.Equal(snapshot.Version, snapshot.Files.Count);
                Assert.Equal(Enumerable.Range(1, (int)snapshot.Version).Select(version => $"f{version}").Order(), snapshot.Files.Select(file => file.Path).Order());
                if (snapshot.Version >= (reader % 2 == 0 ? 40 : 20))
                {
                    return;
                }
            }
        }, TestContext.Current.CancellationToken)).Append(writer));
    }

    private static async Task RunAsync(Step[] history, CancellationToken cancellationToken)
    {
        using var duck = new DuckDb();
        var store = new FaultyStore();
        var live = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var (clock, table, newest) = (Begin, (DeltaTable?)null, new List<(string State, DeltaSnapshot Held)>());
        Write(store, 0, clock, [PlainTable.Protocol, PlainTable.Metadata]);
        for (var version = 1; version <= history.Length; version++)
        {
            var step = history[version - 1];
            clock = clock.AddMilliseconds(step.Clock);
            foreach (var name in step.Removes)
            {
                live.Remove($"f{name}");
            }

            foreach (var name in step.Adds)
            {
                live[$"f{name}"] = version;
            }

            Write(store, version, clock,
            [
                $$$"""{"commitInfo":{"operation":"v{{{version}}}"}}""",
                $$$"""{"txn":{"appId":"app{{{version % 3}}}","version":{{{version}}}}}""",
                $$$"""{"domainMetadata":{"domain":"d{{{version % 2}}}","configuration":"{{{version}}}","removed":{{{(version % 5 == 0 ? "true" : "false")}}}}}""",
                .. step.Removes.Select(name => $$$"""{"remove":{"path":"f{{{name}}}","deletionTimestamp":1,"dataChange":true}}"""),
                .. step.Adds.Select(name => Added($"f{name}", version)),
            ]);
            if (step.After < 2)
            {
                Checkpoint(duck, store, version, live, hint: step.After == 0);
            }

            table ??= await DeltaTable.OpenAsync(store, Bench.Context, cancellationToken);
            if (!step.Reads)
            {
                continue;
            }

            var (updated, full) = (await table.SnapshotAsync(cancellationToken), await (await DeltaTable.OpenAsync(store, Bench.Context, cancellationToken)).SnapshotAsync(cancellationToken));
            Assert.Equal(version, updated.Version);
            Assert.Equal(live.Select(file => $"{file.Key}:{file.Value}"), updated.Files.Select(file => $"{file.Path}:{file.Size}"));
            Assert.Equal(Text(full), Text(updated));
            newest.Add((Text(updated), updated));
            var past = Math.Max(0, version - step.Clock % 7);
            past = Math.Min(past, version);
            Assert.Equal(
                Text(await (await DeltaTable.OpenAsync(store, Bench.Context, cancellationToken)).SnapshotAsync(past, cancellationToken)), Text(await table.SnapshotAsync(past, cancellationToken)));
        }

        // Snapshots share blocks, and none changes by what comes behind it.
        Assert.All(newest, held => Assert.Equal(held.State, Text(held.Held)));
    }

    private static string Text(DeltaSnapshot snapshot) => string.Join(' ',
        [
            snapshot.Version.ToString(CultureInfo.InvariantCulture), snapshot.Timestamp.ToString("O"), snapshot.Info?.Operation, snapshot.RowCount?.ToString(CultureInfo.InvariantCulture),
            .. snapshot.Files.Select(file => $"{file.Path}:{file.Size}:{file.Stats}"),
            .. snapshot.Transactions.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}={pair.Value.Version}"),
            .. snapshot.Domains.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}={pair.Value.Configuration}"),
        ]);

    private static string Added(string path, int size) =>
        $$$"""{"add":{"path":"{{{path}}}","partitionValues":{},"size":{{{size}}},"modificationTime":1,"dataChange":true,"stats":"{\"numRecords\":{{{size}}}}"}}""";

    private static void Write(FaultyStore store, long version, DateTimeOffset time, IEnumerable<string> lines)
    {
        store.SetModified(PlainTable.Commit(version), time);
        store[PlainTable.Commit(version)] = Encoding.UTF8.GetBytes(PlainTable.Lines([.. lines]));
    }

    // What the commits up to here come to, worked out without our code.
    private static void Checkpoint(DuckDb duck, FaultyStore store, int version, SortedDictionary<string, int> live, bool hint)
    {
        var last = Enumerable.Range(1, version).ToLookup(made => made % 3).Select(made => made.Max());
        var domains = Enumerable.Range(1, version).ToLookup(made => made % 2).Select(made => made.Max()).Where(made => made % 5 != 0);
        string[] lines =
        [
            PlainTable.Protocol, PlainTable.Metadata,
            .. last.Select(made => $$$"""{"txn":{"appId":"app{{{made % 3}}}","version":{{{made}}}}}"""),
            .. domains.Select(made => $$$"""{"domainMetadata":{"domain":"d{{{made % 2}}}","configuration":"{{{made}}}","removed":false}}"""),
            .. live.Select(file => Added(file.Key, file.Value)),
        ];
        var file = Path.GetTempFileName();
        try
        {
            duck.Run($"copy (select unnest(json_transform(line::json, {CellSql.Quote(Columns)})) from (values {string.Join(',', lines.Select(line => $"({CellSql.Quote(line)})"))}) t(line)) to {CellSql.Quote(file)} (format parquet)");
            store[$"_delta_log/{version:D20}.checkpoint.parquet"] = File.ReadAllBytes(file);
        }
        finally
        {
            File.Delete(file);
        }

        if (hint)
        {
            store[PlainTable.Hint] = Encoding.UTF8.GetBytes($$"""{"version":{{version}},"size":{{lines.Length}}}""");
        }
    }

    /// <param name="Adds">Files added.</param>
    /// <param name="Removes">Files removed.</param>
    /// <param name="Clock">How far the store's clock goes on, in milliseconds.</param>
    /// <param name="After">0 for a checkpoint and the hint to it, 1 for a checkpoint, else nothing.</param>
    /// <param name="Reads">Whether the table is looked at here.</param>
    private sealed record Step(int[] Adds, int[] Removes, int Clock, int After, bool Reads);
}
