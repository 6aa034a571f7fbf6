namespace LakeVersion.Cli.Tests.Verbs;

public sealed class GcVerbTests
{
    [Fact]
    public async Task What_a_rule_lets_go_of_is_planned_said_freed_and_told_as_expired()
    {
        using var lake = await CliLake.CreateAsync(isLocal: true);
        var first = await lake.PutAsync("f/a", new string('1', 1_500_000));
        await lake.PutAsync("f/a", "2");
        await lake.PutAsync("g", "3");
        Assert.Contains("Nothing was collected yet.\nGrace period: 7d\nNo retention rules", (await lake.RunAsync("gc", "status")).Done().Out);
        Assert.Equal("rule  names  keeps\nall   *      the newest 1; deleted ones for 7d\n", (await lake.RunAsync("retention", "add", "all", "--branch", "*", "--count", "1")).Done().Out);
        lake.Time.Advance(TimeSpan.FromDays(30));

        var before = await lake.StoredAsync();
        var plan = (await lake.RunAsync("gc", "plan")).Done().Out;
        Assert.StartsWith("Dry run: collection 1 would let go of what follows, and may delete it from 2026-12-08", plan, StringComparison.Ordinal);
        Assert.Contains("main     1..4", plan);
        Assert.Matches(@"branch 'main'  f +1 +1\.4 MiB", plan);
        Assert.Equal(before.Keys, (await lake.StoredAsync()).Keys);

        var said = (await lake.RunAsync("gc", "run", "--yes", "--json")).Done().Json();
        Assert.Equal(("waiting", 1), (said.GetProperty("state").GetString(), said.GetProperty("collection").GetInt32()));
        Assert.Equal("""{"name":"main","from":1,"to":5}""", said.GetProperty("expired")[0].GetRawText().Replace("\n", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal));
        Assert.Contains("Collection 1 said on 2026-12-01", (await lake.RunAsync("gc", "status")).Done().Out);
        lake.Time.Advance(TimeSpan.FromDays(8));
        Assert.Equal("ready", (await lake.RunAsync("gc", "status", "--json")).Done().Json().GetProperty("state").GetString());

        var freed = (await lake.RunAsync("gc", "run", "--yes")).Done().Out;
        Assert.Contains("Collection 1 is through.\n", freed);
        Assert.Contains("1 object", freed);
        Assert.Equal(("2", "3"), ((await lake.RunAsync("cat", "main:f/a")).Done().Out, (await lake.RunAsync("cat", "main:g")).Done().Out));
        foreach (var revision in (string[])["main~2", first])
        {
            var expired = (await lake.RunAsync("cat", $"{revision}:f/a")).Ended(9);
            Assert.Matches(@"expired by gc 1 on 2026-12-01; tag what you want to keep", expired.Error);
        }

        Assert.Equal(3, (await lake.RunAsync("log", "--json")).Done().Json().GetProperty("commits").GetArrayLength());
        (await lake.RunAsync("audit", "verify")).Done();
        var done = (await lake.RunAsync("gc", "status", "--json")).Done().Json();
        Assert.Equal(("done", 1), (done.GetProperty("state").GetString(), done.GetProperty("freed").GetProperty("objects").GetInt32()));
        Assert.StartsWith("Collection 2 is through.\nIt freed 0 packs and 0 objects", (await lake.RunAsync("gc", "run", "--yes")).Done().Out, StringComparison.Ordinal); // an epoch more is over
        Assert.Contains("Nothing to collect", (await lake.RunAsync("gc", "run", "--yes")).Done().Out);
    }

    [Fact]
    public async Task What_little_of_packs_a_head_needs_is_brought_together_by_a_commit_that_changes_nothing()
    {
        using var lake = await CliLake.CreateAsync(isLocal: true);
        for (var i = 0; i < 12; i++)
        {
            await lake.PutAsync($"f/{i % 4}", $"content {i}");
        }

        var manifest = (await lake.RunAsync("manifest", "main:")).Done().Out;
        Assert.Contains("found 0", (await lake.RunAsync("gc", "repack", "--below", "0")).Ended(2).Error, StringComparison.Ordinal);
        var dry = (await lake.RunAsync("gc", "repack", "--below", "100", "--dry-run", "--json")).Done().Json();
        Assert.Equal(("dryRun", 4), (dry.GetProperty("status").GetString(), dry.GetProperty("figures").GetProperty("packsLeft").GetInt32()));
        Assert.Matches(@"^[0-9a-f]{10} main: Repack\n  4 packs left \([0-9.]+ (B|KiB)\), [0-9.]+ (B|KiB) stored again\n$", (await lake.RunAsync("gc", "repack", "--below", "100")).Done().Out);
        Assert.StartsWith("Nothing changed; main stands at", (await lake.RunAsync("gc", "repack")).Done().Out, StringComparison.Ordinal);
        Assert.Equal(manifest, (await lake.RunAsync("manifest", "main:")).Done().Out);
        Assert.Equal("content 11", (await lake.RunAsync("cat", "main:f/3")).Done().Out);
        Assert.Equal("", (await lake.RunAsync("diff", "main~1..main")).Done().Out);
        (await lake.RunAsync("fsck", "--data")).Done();
    }

    [Fact]
    public async Task A_collection_is_not_made_where_nobody_can_be_asked_and_nothing_is_done_without_a_yes()
    {
        using var lake = await CliLake.CreateAsync();
        Assert.Contains("--yes", (await lake.RunAsync("gc", "run")).Ended(2).Error);
        lake.Answer = "n\n";
        (await lake.RunAsync("gc", "run")).Ended(1);
        Assert.Empty(await lake.StoredAsync("gc/"));
    }

    [Fact]
    public async Task Rules_are_added_replaced_listed_removed_and_stand_in_the_audit()
    {
        using var lake = await CliLake.CreateAsync();
        var added = (await lake.RunAsync("retention", "add", "work", "--branch", "dev/*", "--tag", "t*", "--age", "336h", "--deleted", "3d", "-m", "Why", "--json")).Done().Json();
        Assert.Equal(
            """[{"name":"work","branches":["dev/*"],"tags":["t*"],"age":"14d","deleted":"3d"}]""",
            added.GetProperty("rules").GetRawText().Replace("\n", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal));
        Assert.Contains("--replace", (await lake.RunAsync("retention", "add", "work", "--branch", "x", "--count", "1")).Ended(4).Error);
        (await lake.RunAsync("retention", "add", "work", "--branch", "x", "--count", "2", "--replace")).Done();
        Assert.Equal("rule  names  keeps\nwork  x      the newest 2; deleted ones for 7d\n", (await lake.RunAsync("retention", "list")).Done().Out);
        Assert.Contains("Did you mean 'work'?", (await lake.RunAsync("retention", "remove", "wrk")).Ended(3).Error);
        (await lake.RunAsync("retention", "remove", "work")).Done();
        Assert.Equal(0, (await lake.RunAsync("retention", "list", "--json")).Done().Json().GetProperty("rules").GetArrayLength());
        (await lake.RunAsync("settings", "set", "gc.grace", "36h")).Done();
        Assert.Equal("36h", (await lake.RunAsync("gc", "status", "--json")).Done().Json().GetProperty("grace").GetString());
        var audit = (await lake.RunAsync("audit", "--all", "--json")).Done().Out;
        Assert.Contains("Why", audit);
        Assert.Contains("Unset retain.work", audit);
    }

    [Theory]
    [InlineData("retention", "add", "r", "--branch", "main")]
    [InlineData("retention", "add", "r", "--count", "1")]
    [InlineData("retention", "add", "r", "--branch", "main", "--count", "0")]
    [InlineData("retention", "add", "r", "--branch", "main", "--age", "long")]
    [InlineData("retention", "add", "a b", "--branch", "main", "--count", "1")]
    [InlineData("settings", "set", "retain.r", "branches=main; for-ever")]
    [InlineData("settings", "set", "gc.grace", "soon")]
    public async Task A_malformed_rule_is_a_usage_error(params string[] arguments)
    {
        using var lake = await CliLake.CreateAsync();
        (await lake.RunAsync(arguments)).Ended(2);
        Assert.Equal("", (await lake.RunAsync("retention", "list")).Done().Out);
    }

    [Fact]
    public async Task A_table_is_read_after_its_past_was_let_go()
    {
        using var lake = await CliLake.CreateAsync(isLocal: true);
        lake.Write("1.csv", "id,name\n1,one\n");
        lake.Write("2.csv", "id,name\n2,two\n");
        (await lake.RunAsync("import", "1.csv", "--into", "t")).Done();
        (await lake.RunAsync("import", "2.csv", "--into", "t", "--overwrite")).Done();
        (await lake.RunAsync("import", "1.csv", "--into", "t", "--append")).Done();
        (await lake.RunAsync("retention", "add", "all", "--branch", "*", "--count", "1")).Done();
        lake.Time.Advance(TimeSpan.FromDays(30));
        (await lake.RunAsync("gc", "run", "--yes")).Done();
        lake.Time.Advance(TimeSpan.FromDays(8));
        (await lake.RunAsync("gc", "run", "--yes")).Done();

        var rows = (await lake.RunAsync("table", "read", "t", "-o", "-", "--format", "csv")).Done().Out;
        Assert.Contains("1,one", rows);
        Assert.Contains("2,two", rows);
        Assert.Contains("expired by gc", (await lake.RunAsync("table", "read", "t", "--at", "main~1", "-o", "-", "--format", "csv")).Ended(9).Error);
        Assert.Contains("expired by gc", (await lake.RunAsync("diff", "main~1", "main")).Ended(9).Error);
        lake.Write("3.csv", "id,name\n3,three\n");
        (await lake.RunAsync("import", "3.csv", "--into", "t", "--append")).Done();
        Assert.Contains("3,three", (await lake.RunAsync("table", "read", "t", "-o", "-", "--format", "csv")).Done().Out);
    }
}
