using Apache.Arrow;
using LakeVersion.Rows.Records;

namespace LakeVersion.Cli.Tests;

/// <summary>Tables for tests, made by the facade.</summary>
internal static class Tables
{
    public static async Task AppendAsync(CliLake folder, string table, int count, int from = 0)
    {
        await using var lake = await Lake.OpenAsync(folder.Store);
        await using var change = await lake.Branch("main").BeginAsync();
        await change.Table(table).AppendAsync(Rows(from, count));
        await change.CommitAsync($"Append {count}");
    }

    public static async Task<int> CountAsync(CliLake folder, string table)
    {
        await using var lake = await Lake.OpenAsync(folder.Store);
        var count = 0;
        await foreach (var batch in (await lake.AtAsync("main")).Table(table).ReadAsync())
        {
            using (batch)
            {
                count += batch.Length;
            }
        }

        return count;
    }

    /// <summary>Begins a staged transaction; returns its id.</summary>
    public static async Task<string> BeginAsync(CliLake folder)
    {
        await using var lake = await Lake.OpenAsync(folder.Store);
        return (await lake.Branch("main").BeginStagedAsync()).ToString();
    }

    private static IAsyncEnumerable<RecordBatch> Rows(int from, int count) =>
        RowBatcher.ToBatches(Enumerable.Range(from, count).Select(id => new Order(id, id * 1.5))).ToAsyncEnumerable();

    private sealed record Order(int Id, double Price);
}
