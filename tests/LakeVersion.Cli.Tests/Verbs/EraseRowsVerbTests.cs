namespace LakeVersion.Cli.Tests.Verbs;

public sealed class EraseRowsVerbTests
{
    [Fact]
    public async Task Rows_are_gone_from_all_history_and_what_is_lost_is_told()
    {
        using var lake = await CliLake.CreateAsync(isLocal: true);
        lake.Write("one.csv", "id,name,age\n1,Bob,30\n2,Carol,31\n");
        lake.Write("two.csv", "id,name,age\n42,Alice Example,65\n3,Dave,32\n");
        (await lake.RunAsync("import", "one.csv", "--into", "people")).Done();
        (await lake.RunAsync("tag", "create", "early")).Done();
        (await lake.RunAsync("import", "two.csv", "--into", "people", "--append")).Done();
        (await lake.RunAsync("tag", "create", "late")).Done();
        (await lake.RunAsync("table", "delete", "people", "--where", "id = 42")).Done();

        Assert.Contains("--where", (await lake.RunAsync("erase", "rows", "people", "--reason", "r", "--yes")).Ended(2).Error, StringComparison.Ordinal);
        Assert.Contains("--reason", (await lake.RunAsync("erase", "rows", "people", "--where", "id = 42", "--yes")).Ended(2).Error, StringComparison.Ordinal);
        Assert.Contains("add --yes", (await lake.RunAsync("erase", "rows", "people", "--where", "id = 42", "--reason", "r")).Ended(2).Error, StringComparison.Ordinal);
        Assert.Contains("age", (await lake.RunAsync("erase", "rows", "people", "--where", "agee = 65", "--dry-run")).Ended(2).Error, StringComparison.Ordinal);
        Assert.Contains("No state", (await lake.RunAsync("erase", "rows", "nobody", "--where", "id = 42", "--dry-run")).Ended(3).Error, StringComparison.Ordinal);

        var plan = (await lake.RunAsync("erase", "rows", "people", "--where", "id = 42", "--dry-run")).Done().Out;
        Assert.StartsWith("Dry run: 1 data file with 1 row of all versions, 2 log files would go.\n  main:people would be written anew\nHistory could no longer show:\n", plan, StringComparison.Ordinal);
        Assert.True(await ShowsAsync(lake, "Alice Example"));

        var done = (await lake.RunAsync("erase", "rows", "people", "--where", "id = 42", "--reason", "Request 17", "--yes", "--json")).Done().Json();
        Assert.False(await ShowsAsync(lake, "Alice Example"));
        Assert.Equal(1, done.GetProperty("storedRows").GetInt64());
        Assert.Equal("tag 'late'", Assert.Single(done.GetProperty("lostHeads").EnumerateArray()).GetString());
        Assert.Equal([("branch", 1L, 2L), ("tag", 1L, 1L)], done.GetProperty("lost").EnumerateArray().Select(one =>
            (one.GetProperty("kind").GetString()!, one.GetProperty("firstVersion").GetInt64(), one.GetProperty("lastVersion").GetInt64())));

        Assert.Equal("id,name,age\r\n1,Bob,30\r\n2,Carol,31\r\n", (await lake.RunAsync("table", "read", "people", "--at", "early", "--format", "csv")).Done().Out);
        Assert.Contains("Dave", (await lake.RunAsync("table", "read", "people", "--format", "csv")).Done().Out, StringComparison.Ordinal);
        Assert.Contains("because 'Request 17 (rows of people, predicate ", (await lake.RunAsync("table", "read", "people", "--at", "late")).Ended(9).Error, StringComparison.Ordinal);
        Assert.Contains("ERASE ROWS", (await lake.RunAsync("table", "history", "people")).Done().Out, StringComparison.Ordinal);
        (await lake.RunAsync("fsck", "--data")).Done();
        (await lake.RunAsync("audit", "verify")).Done();
        Assert.StartsWith("Nothing to erase", (await lake.RunAsync("erase", "rows", "people", "--where", "id = 42", "--reason", "r", "--yes")).Done().Out, StringComparison.Ordinal);
    }

    private static async Task<bool> ShowsAsync(CliLake lake, string text) =>
        (await lake.StoredAsync()).Values.Any(bytes => bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text)) >= 0);
}
