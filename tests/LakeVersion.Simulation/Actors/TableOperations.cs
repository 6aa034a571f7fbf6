using Apache.Arrow;
using LakeVersion.Changes;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Rows.Records;
using LakeVersion.Simulation.Checking;
using LakeVersion.Simulation.Engine;

namespace LakeVersion.Simulation.Actors;

/// <summary>What writers do to the tables of the bank; false where a state has none.</summary>
internal static class TableOperations
{
    /// <summary>Each operation as often as it is to be chosen, where lakes have tables.</summary>
    public static IReadOnlyList<string> Mix { get; } =
    [
        .. Enumerable.Repeat("t-update", 4), .. Enumerable.Repeat("t-upsert", 3), .. Enumerable.Repeat("t-append", 5), "t-steps", "t-steps", "t-group", "t-optimize",
        "transfer", "rollback", "revert", "revert", "undo", "reset", "branch", "branch", "tag", "delete", "restore",
        .. Enumerable.Repeat("merge", 5), "pick", "pick", "retain",
    ];

    /// <summary>Makes the tables, before anything goes wrong.</summary>
    public static async Task CreateAsync(LakeTransaction change)
    {
        await change.Table(TableBank.Accounts).CreateAsync(
            RowBatcher.SchemaOf<AccountRow>(),
            new CreateOptions { Properties = Properties(("lakeversion.key", "Number"), ("delta.enableDeletionVectors", "true"), ("delta.checkpointInterval", "3")) },
            Rows(Enumerable.Range(0, TableBank.AccountCount).Select(i => new AccountRow(i, TableBank.Total / TableBank.AccountCount, "op0"))));
        await change.Table(TableBank.Journal).CreateAsync(
            RowBatcher.SchemaOf<PostingRow>(), new CreateOptions { Properties = Properties(("delta.checkpointInterval", "2")) }, Rows([new PostingRow("op0", 0, 0)]));
    }

    /// <summary>Moves money by updates of two rows, each a version of the table.</summary>
    public static Task<bool> UpdateAsync(World world, LakeTransaction change, Operation operation) => TransferAsync(world, change, operation, async (table, rows) =>
    {
        foreach (var row in rows)
        {
            await table.UpdateAsync(
                ((ColumnPath)"Number").EqualTo(row.Number),
                new Dictionary<string, ValueExpression> { ["Balance"] = new LiteralValue(Scalar.Of(row.Balance)), ["Word"] = new LiteralValue(Scalar.Of(row.Word)) });
        }
    });

    /// <summary>Moves money by an upsert of both rows.</summary>
    public static Task<bool> UpsertAsync(World world, LakeTransaction change, Operation operation) =>
        TransferAsync(world, change, operation, async (table, rows) => await table.UpsertAsync(Rows(rows), ["Number"]));

    /// <summary>Appends a posting and its opposite.</summary>
    public static async Task<bool> AppendAsync(World world, LakeTransaction change, Operation operation)
    {
        var table = change.Table(TableBank.Journal);
        operation.Writes = null; // What files a table has is its own matter.
        if (!await table.ExistsAsync())
        {
            return false;
        }

        var amount = world.Random.Next(1, 50);
        await table.AppendAsync(Rows<PostingRow>([new(operation.Word, world.Random.Next(TableBank.AccountCount), -amount), new(operation.Word, world.Random.Next(TableBank.AccountCount), amount)]));
        return true;
    }

    /// <summary>Appends several times in one commit, each a version of the table.</summary>
    public static async Task<bool> StepsAsync(World world, LakeTransaction change, Operation operation)
    {
        for (var left = 3; left > 0; left--)
        {
            if (!await AppendAsync(world, change, operation))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Joins the files of a table.</summary>
    public static async Task<bool> OptimizeAsync(World world, LakeTransaction change, Operation operation)
    {
        var table = change.Table(world.Chance(0.5) ? TableBank.Journal : TableBank.Accounts);
        operation.Writes = null;
        if (!await table.ExistsAsync())
        {
            return false;
        }

        await table.OptimizeAsync();
        return true;
    }

    private static async Task<bool> TransferAsync(
        World world, LakeTransaction change, Operation operation, Func<TransactionTable, IReadOnlyList<AccountRow>, Task> write)
    {
        var table = change.Table(TableBank.Accounts);
        operation.Writes = null;
        if (!await table.ExistsAsync())
        {
            return false;
        }

        var rows = new List<AccountRow>();
        await foreach (var batch in table.ReadAsync())
        {
            using (batch)
            {
                rows.AddRange(RowReader.Read<AccountRow>(batch));
            }
        }

        var from = world.Random.Next(rows.Count);
        var to = (from + 1 + world.Random.Next(rows.Count - 1)) % rows.Count;
        var amount = world.Random.Next(1, 50);
        await write(table, [rows[from] with { Balance = rows[from].Balance - amount, Word = operation.Word }, rows[to] with { Balance = rows[to].Balance + amount, Word = operation.Word }]);
        return true;
    }

    private static Dictionary<string, string> Properties(params (string Name, string Value)[] own) =>
        own.Append(("delta.enableRowTracking", "true")).Append(("delta.enableInCommitTimestamps", "true")).ToDictionary(pair => pair.Item1, pair => pair.Item2);

    private static IAsyncEnumerable<RecordBatch> Rows<T>(IEnumerable<T> rows) => RowBatcher.ToBatches(rows).ToAsyncEnumerable();
}
