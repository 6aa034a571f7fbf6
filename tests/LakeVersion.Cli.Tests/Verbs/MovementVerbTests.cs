namespace LakeVersion.Cli.Tests.Verbs;

public sealed class MovementVerbTests
{
    [Fact]
    public async Task A_revert_undoes_a_commit_and_keeps_later_ones()
    {
        using var lake = await WithFilesAsync();
        await lake.PutAsync("b", "1");
        Assert.Contains("Revert \"", (await lake.RunAsync("revert", "main~1", "--dry-run")).Done().Out);
        var json = (await lake.RunAsync("revert", "main~1", "--json")).Done().Json();

        Assert.Equal(("revert", "committed", 1L), (json.GetProperty("verb").GetString(), json.GetProperty("status").GetString(), json.GetProperty("changed").GetInt64()));
        Assert.Equal("1", (await lake.RunAsync("cat", "a")).Done().Out);
        Assert.Equal("1", (await lake.RunAsync("cat", "b")).Done().Out);
        await lake.PutAsync("a", "3");
        Assert.Equal("conflict", (await lake.RunAsync("revert", "main~1", "--json")).Ended(4).ErrorJson().GetProperty("kind").GetString());
    }

    [Fact]
    public async Task A_rollback_brings_all_or_a_path_back()
    {
        using var lake = await WithFilesAsync();
        await lake.PutAsync("b", "1");
        (await lake.RunAsync("rollback", "main~2", "a", "-m", "Back")).Done();
        Assert.Equal("1", (await lake.RunAsync("cat", "a")).Done().Out);
        Assert.Equal("1", (await lake.RunAsync("cat", "b")).Done().Out);
        (await lake.RunAsync("rollback", "main@{#3}")).Done();
        (await lake.RunAsync("cat", "b")).Ended(3);
        (await lake.RunAsync("rollback", "main~1", "none")).Ended(3);
        (await lake.RunAsync("rollback", "main~1", "--tx", "00")).Ended(2);
    }

    [Fact]
    public async Task A_reset_needs_yes_and_for_tables_force()
    {
        using var lake = await WithFilesAsync();
        var head = await lake.HeadAsync();
        await Tables.AppendAsync(lake, "t", 3);
        await Tables.AppendAsync(lake, "t", 3);
        (await lake.RunAsync("reset", head)).Ended(2);
        Assert.Contains("force", (await lake.RunAsync("reset", head, "--yes")).Ended(5).Error);
        (await lake.RunAsync("reset", head, "--yes", "--force", "--if-head", head)).Ended(4);
        var json = (await lake.RunAsync("reset", head, "--yes", "--force", "--json")).Done().Json();
        Assert.Equal((head, "reset"), (json.GetProperty("name").GetProperty("commit").GetString(), json.GetProperty("name").GetProperty("operation").GetString()));
        Assert.Equal(head, await lake.HeadAsync());
    }

    [Fact]
    public async Task An_undo_makes_a_commit_and_with_move_makes_none()
    {
        using var lake = await WithFilesAsync();
        var first = await lake.HeadAsync();
        await lake.PutAsync("a", "3");
        (await lake.RunAsync("undo")).Done();
        Assert.Equal("2", (await lake.RunAsync("cat", "a")).Done().Out);
        Assert.NotEqual(first, await lake.HeadAsync());

        (await lake.RunAsync("undo", "--move")).Ended(2);
        Assert.Contains("undo", (await lake.RunAsync("undo", "--move", "--yes")).Done().Out);
        Assert.Equal("3", (await lake.RunAsync("cat", "a")).Done().Out);
        (await lake.RunAsync("undo", "main#1")).Ended(5);
        (await lake.RunAsync("undo", "main#99")).Ended(3);
        (await lake.RunAsync("undo", "main")).Ended(2);
        (await lake.RunAsync("undo", "main#4", "--move", "--yes")).Ended(2);
        (await lake.RunAsync("undo", "--force")).Ended(2);
    }

    [Fact]
    public async Task An_undo_with_an_idempotency_key_is_not_undone_by_a_second_run()
    {
        using var lake = await WithFilesAsync();
        (await lake.RunAsync("undo", "--idempotency-key", "k")).Done();
        Assert.Contains("done before", (await lake.RunAsync("undo", "--idempotency-key", "k")).Done().Out);
        Assert.Equal("1", (await lake.RunAsync("cat", "a")).Done().Out);
    }

    [Fact]
    public async Task A_resolve_tells_whether_a_transaction_is_in_the_lake()
    {
        using var lake = await WithFilesAsync();
        var put = (await lake.RunAsync(System.Text.Encoding.UTF8.GetBytes("9"), ["put", "-", "b", "--json"])).Done().Json();
        var (n, tx) = (put.GetProperty("entry").GetInt64(), put.GetProperty("transaction").GetString()!);
        var other = new string('0', 32);

        var done = (await lake.RunAsync("resolve", $"main#{n}", tx, "--json")).Done().Json();
        Assert.Equal(("done", put.GetProperty("commit").GetString()), (done.GetProperty("outcome").GetString(), done.GetProperty("commit").GetString()));
        Assert.Contains("another's (commit by ada)", (await lake.RunAsync("resolve", $"#{n}", other)).Ended(1).Out);
        Assert.Equal("aborted", (await lake.RunAsync("resolve", $"main#{n + 1}", tx, "--json")).Ended(1).Json().GetProperty("outcome").GetString());
        (await lake.RunAsync("resolve", $"main#{n + 9}", tx)).Ended(3);
        (await lake.RunAsync("resolve", "main", tx)).Ended(2);
    }

    private static async Task<CliLake> WithFilesAsync()
    {
        var lake = await CliLake.CreateAsync();
        await lake.PutAsync("a", "1");
        await lake.PutAsync("a", "2");
        return lake;
    }
}
