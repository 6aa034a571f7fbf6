using System.Diagnostics;
using System.Globalization;
using DuckDB.NET.Data;
using LakeVersion.Delta;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Benchmarks;

/// <summary>Deleting, updating and upserting 100,000 of 10,000,000 scattered rows, beside DuckDB doing the same to a database file of its own.</summary>
/// <remarks>Each is done once a run, one after the other: orders of magnitude, not ratios to the percent.</remarks>
internal static class EditComparison
{
    private const int Rows = 10_000_000;
    private const int Changed = Rows / 100;

    public static async Task ReportAsync()
    {
        var root = Directory.CreateTempSubdirectory("lakeversion-bench").FullName;
        try
        {
            await OursAsync(Path.Combine(root, "vectors"), "true");
            await OursAsync(Path.Combine(root, "copies"), "false");
            await DuckDbAsync(Path.Combine(root, "duck.db"));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static async Task OursAsync(string folder, string vectors)
    {
        Directory.CreateDirectory(folder);
        var properties = new Dictionary<string, string> { ["delta.enableDeletionVectors"] = vectors, ["delta.targetFileSize"] = "32mb" };
        var table = await DeltaTable.CreateAsync(Fixtures.Folder(folder), Fixtures.Context, MadeRows.Schema, new CreateOptions { Properties = properties });
        var side = vectors == "true" ? "deletion vectors" : "copies";
        ColumnPath k = "k";
        await TimeAsync(side, "write", async () => await table.AppendAsync(MadeRows.Of(Enumerable.Range(0, Rows).Select(i => (long)i))));
        await TimeAsync(side, "delete", async () => await table.DeleteAsync(k.LessThan(10_000)));
        await TimeAsync(side, "update", async () =>
            await table.UpdateAsync(k.Between(500_000, 509_999), new Dictionary<string, ValueExpression> { ["x"] = ValueText.Parse("x + 1", MadeRows.Schema) }));
        await TimeAsync(side, "upsert", async () => await table.UpsertAsync(MadeRows.Of(Enumerable.Range(0, Changed).Select(i => i * 101L)), ["id"]));
    }

    private static async Task DuckDbAsync(string file)
    {
        using var connection = new DuckDBConnection($"DataSource={file}");
        await connection.OpenAsync();
        Task Run(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
            return Task.CompletedTask;
        }

        const string values = "cast(i * 2654435761 % 1000003 as bigint) as k, i * 0.37 as x, 'customer-' || (i % 50000) as name, cast(i % 365 as int) as day";
        await TimeAsync("DuckDB", "write", () => Run($"create table t as select i as id, {values} from range({Rows}) r(i); checkpoint"));
        await Run($"create table s as select i as id, {values} from (select j * 101 as i from range({Changed}) r(j))");
        await TimeAsync("DuckDB", "delete", () => Run("delete from t where k < 10000; checkpoint"));
        await TimeAsync("DuckDB", "update", () => Run("update t set x = x + 1 where k between 500000 and 509999; checkpoint"));
        await TimeAsync("DuckDB", "upsert", () => Run(
            "merge into t using s on t.id = s.id when matched then update set k = s.k, x = s.x, name = s.name, day = s.day "
            + "when not matched then insert values (s.id, s.k, s.x, s.name, s.day); checkpoint"));
    }

    private static async Task TimeAsync(string side, string what, Func<Task> act)
    {
        var begin = Stopwatch.GetTimestamp();
        await act();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{side}, {what}: {Stopwatch.GetElapsedTime(begin).TotalSeconds:0.0} s"));
    }
}
