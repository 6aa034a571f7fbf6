using System.Globalization;
using System.Text;
using LakeVersion.Delta;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Parquet;
using LakeVersion.Rows.Records;
using LakeVersion.Simulation.Engine;
using LakeVersion.Snapshots;
using LakeVersion.Storage;
using LakeVersion.Tables;
using LakeVersion.Versioning.Commits;

namespace LakeVersion.Simulation.Checking;

/// <summary>The bank in tables: accounts that add up to the same in every state, and a journal that adds up to nothing, whose logs say what the product reads.</summary>
/// <remarks>
/// In every state that is published: 1. The commits of each table have no gaps, times that ascend, and row ids that nobody else has. 2. What the
/// product reads, through whatever checkpoint, are the files that the commits alone lead to. 3. The rows add up.
/// </remarks>
internal sealed class TableBank(World world, StoredStates states)
{
    public const string Accounts = "tables/accounts";
    public const string Journal = "tables/journal";
    public const int AccountCount = 4;
    public const long Total = AccountCount * 100;

    private readonly DeltaContext context = new(ParquetEngines.Default, TimeProvider.System, SystemEntropy.Instance) { Background = new AtOnce() };
    private readonly HashSet<ContentHash> good = [];
    private readonly HashSet<string> goodFiles = [];

    /// <summary>Holds a state to what must be. A state without tables has none to hold.</summary>
    public void Check(CommitId commit, string where)
    {
        if (!world.Options.Tables || !good.Add(states.Commit(commit).Record.Root))
        {
            return;
        }

        var entries = states.Of(commit).Entries;
        foreach (var table in (string[])[Accounts, Journal])
        {
            var replay = TableReplay.Of(table, entries, states.Text);
            if (replay.Version >= 0)
            {
                Check(commit, table, replay, $"{where}: {table} in commit {commit.Abbreviated}");
            }
        }
    }

    /// <summary>Holds what a reader saw of a table to its sum; null where the revision has no such table.</summary>
    public static async Task<long?> SumAsync(LakeSnapshot snapshot, string path)
    {
        var table = snapshot.Table(path);
        return await table.ExistsAsync() ? await SumAsync(path, await table.OpenAsync()) : null;
    }

    public static long Expected(string table) => table == Accounts ? Total : 0;

    private static async ValueTask<long> SumAsync(string table, DeltaSnapshot snapshot)
    {
        var sum = 0L;
        await foreach (var batch in snapshot.ReadAsync())
        {
            using (batch)
            {
                sum += table == Accounts ? RowReader.Read<AccountRow>(batch).Sum(row => row.Balance) : RowReader.Read<PostingRow>(batch).Sum(row => row.Amount);
            }
        }

        return sum;
    }

    private void Check(CommitId commit, string table, TableReplay replay, string where)
    {
        var snapshot = SharedObjects.Now(OpenAsync(commit, table));
        var read = snapshot.Files.Select(file => (file.Path, file.DeletionVector is { } vector ? $"{vector.StorageType}{vector.PathOrInlineDv}@{vector.Offset}" : null)).ToHashSet();
        if (snapshot.Version != replay.Version || !read.SetEquals(replay.Files))
        {
            replay.Faults.Add($"read as version {snapshot.Version} with {read.Count} files from checkpoint {snapshot.CheckpointVersion}, its commits say version {replay.Version} with {replay.Files.Count}");
        }

        if (replay.Faults.Count > 0)
        {
            throw world.Fail(new Violation($"{where}: {string.Join("; ", replay.Faults)}"));
        }

        var key = new StringBuilder(table);
        foreach (var (path, vector) in replay.Files.OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            key.Append(CultureInfo.InvariantCulture, $" {path} {vector}");
        }

        if (goodFiles.Add(key.ToString()) && SharedObjects.Now(SumAsync(table, snapshot)) is var sum && sum != Expected(table))
        {
            throw world.Fail(new Violation($"{where}: its rows add up to {sum} instead of {Expected(table)}"));
        }
    }

    private async ValueTask<DeltaSnapshot> OpenAsync(CommitId commit, string table)
    {
        var view = new SnapshotView(states.Tree(commit), states.Content);
        var folder = new TreeFolder(view, null, table, table, _ => ValueTask.FromResult(world.Time));
        return await (await DeltaTable.OpenAsync(folder, context)).SnapshotAsync();
    }
}
