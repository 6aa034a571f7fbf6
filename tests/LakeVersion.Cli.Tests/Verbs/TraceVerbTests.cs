using System.Text.Json;
using LakeVersion.Testing;

namespace LakeVersion.Cli.Tests.Verbs;

/// <summary>The verbs that follow things through the history.</summary>
public sealed class TraceVerbTests
{
    [Fact]
    public async Task A_path_is_told_by_its_commits_and_blamed_on_the_last()
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("docs/a", "1");
        var second = await lake.PutAsync("docs/a", "2");
        await lake.PutAsync("other", "1");
        var log = (await lake.RunAsync("log", "docs/a", "--json")).Done().Json().GetProperty("commits");
        Assert.Equal(2, log.GetArrayLength());
        Assert.Equal(second, log[0].GetProperty("id").GetString());
        Assert.StartsWith(second[..10], (await lake.RunAsync("blame", "docs/a")).Done().Out);
        var blame = (await lake.RunAsync("blame", "main:docs/", "--json")).Done().Json();
        Assert.Equal(second, blame.GetProperty("commit").GetProperty("id").GetString());
        Assert.Contains("Did you mean 'docs/a'", (await lake.RunAsync("blame", "docs/b")).Ended(3).Error);
    }

    [Fact]
    public async Task A_row_is_told_and_its_cells_and_columns_are_blamed()
    {
        using var lake = await OrdersAsync();
        var history = (await lake.RunAsync("table", "history", "orders", "--key", "2", "--key-columns", "id")).Done().Out;
        Assert.Contains("Dearer [changed]", history);
        Assert.Contains("    price: 20 -> 25", history);
        Assert.Contains("Import [inserted]", history);
        var json = (await lake.RunAsync("table", "history", "orders", "--key", "[2]", "--json")).Done().Json().GetProperty("changes");
        Assert.Equal(["changed", "inserted"], json.EnumerateArray().Select(change => change.GetProperty("kind").GetString()));
        var cell = Assert.Single(json[0].GetProperty("cells").EnumerateArray());
        Assert.Equal((20, 25), (cell.GetProperty("before").GetInt32(), cell.GetProperty("after").GetInt32()));
        Assert.False(json[1].GetProperty("cells")[0].TryGetProperty("before", out _));

        var blame = (await lake.RunAsync("blame", "orders", "--key", "2", "--json")).Done().Json();
        Assert.Equal("Dearer", blame.GetProperty("commit").GetProperty("message").GetString());
        Assert.Equal(["Import", "Import", "Dearer"], blame.GetProperty("cells").EnumerateArray().Select(Message));
        Assert.Equal(JsonValueKind.Null, blame.GetProperty("cells")[1].GetProperty("value").ValueKind);
        Assert.Contains("Import", (await lake.RunAsync("blame", "orders", "--key", "2", "--column", "name")).Done().Out);
        var columns = (await lake.RunAsync("blame", "orders", "--columns", "--json")).Done().Json().GetProperty("columns");
        Assert.Equal(["Import", "Import", "Import"], columns.EnumerateArray().Select(Message));
        Assert.Contains("price   long", (await lake.RunAsync("blame", "orders", "--columns", "--column", "price")).Done().Out);
    }

    [Fact]
    public async Task What_does_not_fit_is_told()
    {
        using var lake = await OrdersAsync();
        Assert.Contains("no row with the key 9", (await lake.RunAsync("blame", "orders", "--key", "9")).Ended(3).Error);
        Assert.Contains("no value of the key's column 'id'", (await lake.RunAsync("blame", "orders", "--key", "x")).Ended(2).Error);
        Assert.Contains("Did you mean 'price'", (await lake.RunAsync("blame", "orders", "--key", "1", "--column", "prize")).Ended(2).Error);
        Assert.Contains("not both", (await lake.RunAsync("blame", "orders", "--key", "1", "--columns")).Ended(2).Error);
        Assert.Contains("is none", (await lake.RunAsync("blame", "orders", "--key", "[1")).Ended(2).Error);
        Assert.Contains("No commit behind main had a row", (await lake.RunAsync("table", "history", "orders", "--key", "9")).Done().Out);
        (await lake.RunAsync("table", "set", "orders", "--unset", "lakeversion.key")).Done();
        Assert.Contains("has no declared key", (await lake.RunAsync("blame", "orders", "--key", "1")).Ended(2).Error);
    }

    [Fact]
    public async Task The_commit_that_broke_a_figure_is_found_by_a_command()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no sh here.");
        using var lake = await CliLake.CreateAsync(isLocal: true);
        var commits = new List<string>();
        for (var i = 0; i < 10; i++)
        {
            commits.Add(await lake.PutAsync("n", $"{i}"));
        }

        var lv = LvProgram.Shell;
        var test = $"n=$({lv} cat \"$LAKEVERSION_REVISION:n\"); echo \"found $n\"; test \"$n\" -lt 6";
        var found = (await lake.RunAsync("bisect", "--good", "main~9", "--bad", "main", "--json", "--", "sh", "-c", test)).Done();
        Assert.Equal(commits[6], found.Json().GetProperty("firstBad").GetProperty("id").GetString());
        Assert.InRange(found.Json().GetProperty("steps").GetArrayLength(), 3, 4);
        Assert.Contains("found 6", found.Error);
        Assert.Contains("testing ", found.Error);
        Assert.Contains($"commit {commits[1]}", (await lake.RunAsync("bisect", "--good", "main~9", "--", "sh", "-c", "exit 1")).Done().Out);
        Assert.Contains("could not be tested", (await lake.RunAsync("bisect", "--good", "main~9", "--", "sh", "-c", "exit 125")).Ended(1).Out);
        Assert.Contains("ended with 200", (await lake.RunAsync("bisect", "--good", "main~9", "--", "sh", "-c", "exit 200")).Ended(2).Error);
        Assert.Contains("wrong way round", (await lake.RunAsync("bisect", "--good", "main", "--bad", "main~9", "--", "true")).Ended(2).Error);
        Assert.Contains("cannot be run", (await lake.RunAsync("bisect", "--good", "main~9", "--", "no-such-program")).Ended(2).Error);
        Assert.Contains("behind --", (await lake.RunAsync("bisect", "--good", "main~9")).Ended(2).Error);
    }

    private static string Message(JsonElement element) => element.GetProperty("commit").GetProperty("message").GetString()!;

    private static async Task<CliLake> OrdersAsync()
    {
        var lake = await CliLake.CreateAsync();
        lake.Write("orders.csv", "id,name,price\n1,a,10\n2,,20\n3,c,30\n");
        (await lake.RunAsync("import", "orders.csv", "--into", "orders", "-m", "Import")).Done();
        (await lake.RunAsync("table", "set", "orders", "lakeversion.key=id", "-m", "Key")).Done();
        (await lake.RunAsync("table", "update", "orders", "--set", "price = price + 5", "--where", "id = 2", "-m", "Dearer")).Done();
        (await lake.RunAsync("table", "optimize", "orders", "-m", "Compact")).Done();
        return lake;
    }
}
