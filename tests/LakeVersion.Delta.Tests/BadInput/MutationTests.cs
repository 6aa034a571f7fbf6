using System.Diagnostics;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using LakeVersion.Testing;

namespace LakeVersion.Delta.Tests.BadInput;

/// <summary>Tables with damaged logs, checkpoints and vectors end in rows or in an error of ours: soon, and without growing.</summary>
/// <remarks>Each case is its number: the same table, the same damage in every run. Alone in the process, so that growth is its own.</remarks>
[Collection(nameof(Alone))]
[Trait("store", "none")]
public sealed class MutationTests
{
    private const long MostBytes = 64L << 20;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private static readonly string[] Fixture =
    [
        "kernel/with-short-dv", "kernel/table-with-dv-small", "kernel/v2-checkpoints-json-with-last-checkpoint", "kernel/v2-checkpoints-parquet-with-last-checkpoint",
        "kernel/v1-multi-part-partitioned-struct-stats-only", "kernel/v2-parquet-sidecars-struct-stats-only", "kernel/app-txn-checkpoint", "kernel/unshredded-variant",
        "kernel/type-widening", "kernel/crc-full", "golden/log-replay-dv-key-cases/delta", "golden/table-with-columnmapping-mode-name/delta", "golden/data-reader-map/delta",
    ];

    [Fact]
    public Task A_thousand_damaged_tables_end_in_rows_or_in_an_error_of_ours() => DamageAsync(0, 1_000);

    [Fact]
    [Trait("tier", "long")]
    public Task A_hundred_thousand_damaged_tables_end_in_rows_or_in_an_error_of_ours() => DamageAsync(1_000, LongTier.Cases(100_000));

    private static async Task DamageAsync(int first, int count)
    {
        var tables = Tables();
        var sound = new List<List<string>>();
        foreach (var (_, files) in tables)
        {
            sound.Add(await ReadAsync(files, CancellationToken.None));
        }

        using var process = Process.GetCurrentProcess();
        var before = process.WorkingSet64;
        var refused = 0;
        for (var i = first; i < first + count; i++)
        {
            var (name, original) = tables[i % tables.Count];
            var files = new SortedDictionary<string, byte[]>(original, StringComparer.Ordinal);
            var what = $"case {i}, {name}: {new Mutator(i).Apply(files)}";
            var allocated = GC.GetTotalAllocatedBytes();
            var rows = await RowsOrNullAsync(files, what);
            var grown = GC.GetTotalAllocatedBytes() - allocated;
            Assert.True(grown < MostBytes, $"{what}: {grown} bytes allocated");
            refused += rows is null ? 1 : 0;
            if (rows is not null && MustBeSame(original, files))
            {
                Assert.True(sound[i % tables.Count].SequenceEqual(rows), $"{what}: other rows");
            }

            if (i % 500 == 0)
            {
                process.Refresh();
                Assert.True(process.WorkingSet64 - before < 1L << 30, $"{what}: the process grew from {before} to {process.WorkingSet64} bytes");
            }
        }

        // Most damage hits what matters.
        Assert.InRange(refused, count / 10, count);
    }

    // Hints and checksums never matter, and a vector's own checksum tells damage: rows, if any, are those of the sound table.
    private static bool MustBeSame(Dictionary<string, byte[]> original, SortedDictionary<string, byte[]> files) =>
        files.Keys.Union(original.Keys).Where(key => !original.TryGetValue(key, out var was) || !files.TryGetValue(key, out var now) || was != now)
            .All(key => key.EndsWith("_last_checkpoint", StringComparison.Ordinal) || key.EndsWith(".crc", StringComparison.Ordinal) || key.EndsWith(".bin", StringComparison.Ordinal));

    private static List<(string Name, Dictionary<string, byte[]> Files)> Tables()
    {
        var tables = Enum.GetValues<PlainCheckpoint>().Select(checkpoint => ($"by hand, {checkpoint}", PlainTable.Create(checkpoint).Files.ToDictionary())).ToList();
        tables.AddRange(Enum.GetValues<PlainCheckpoint>().Where(checkpoint => checkpoint != PlainCheckpoint.None)
            .Select(checkpoint => ($"by hand, cleaned up, {checkpoint}", PlainTable.Create(checkpoint).CleanUp().Files.ToDictionary())));
        if (Fixtures.Find() is { } root)
        {
            tables.AddRange(Fixture.Select(name => (name, Load(Path.Combine(root, name)))));
        }

        return tables;
    }

    private static Dictionary<string, byte[]> Load(string folder) => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .Where(file => Path.GetFileName(file) is not ['.', ..])
        .ToDictionary(file => Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllBytes, StringComparer.Ordinal);

    private static async Task<List<string>?> RowsOrNullAsync(SortedDictionary<string, byte[]> files, string what)
    {
        try
        {
            using var deadline = new CancellationTokenSource(Longest);

            // Away from this thread, so that what neither ends nor listens is seen too.
            return await Task.Run(() => ReadAsync(files, deadline.Token), CancellationToken.None).WaitAsync(2 * Longest, CancellationToken.None);
        }
        catch (LakeException e) when (e.Kind is LakeErrorKind.Corrupt or LakeErrorKind.Unsupported or LakeErrorKind.NotFound or LakeErrorKind.Invalid)
        {
            return null;
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{what}: {e.GetType().Name}: {e.Message}", e);
        }
    }

    private static async Task<List<string>> ReadAsync(IEnumerable<KeyValuePair<string, byte[]>> files, CancellationToken cancellationToken)
    {
        var store = new MemoryStore();
        foreach (var (key, content) in files)
        {
            await store.PutAsync(StoreKey.Parse(key), content, cancellationToken);
        }

        var table = await DeltaTable.OpenAsync(store, Bench.Context, cancellationToken);
        var snapshot = await table.SnapshotAsync(cancellationToken);
        _ = snapshot.RowCount;
        var rows = new List<string>();
        await foreach (var batch in snapshot.ReadAsync(null, null, cancellationToken))
        {
            rows.AddRange(Cells.Rows(batch));
            batch.Dispose();
        }

        if (snapshot.Schema.FieldsList.Count > 0)
        {
            snapshot.Prune(!new NullTest(snapshot.Schema.FieldsList[0].Name));
        }

        await table.HistoryAsync(null, cancellationToken);
        await table.SnapshotAsync(snapshot.Timestamp, cancellationToken);
        return rows;
    }

    /// <summary>Runs while nothing else does.</summary>
    [CollectionDefinition(nameof(Alone), DisableParallelization = true)]
    public sealed class Alone;
}
