namespace LakeVersion.Cli.Tests.Verbs;

/// <summary><c>delete</c>, <c>update</c> and <c>upsert</c>, of <c>lv table</c> and <c>lv delta</c> alike.</summary>
public sealed class EditVerbTests
{
    [Theory]
    [InlineData("table")]
    [InlineData("delta")]
    public async Task Rows_are_deleted_by_a_test_or_all(string group)
    {
        using var lake = await WithTableAsync();
        var done = (await lake.RunAsync(group, "delete", "t", "--where", "part = 'b' and name is null", "--json")).Done().Json();
        Assert.Equal(1, done.GetProperty("figures").GetProperty("numDeletedRows").GetInt64());
        Assert.Equal("1,x,a\r\n2,\"y,z\",b\r\n", await RowsAsync(lake, group));
        Assert.Contains("unchanged", (await lake.RunAsync(group, "delete", "t", "--where", "id = 77", "--json")).Done().Out);
        (await lake.RunAsync(group, "delete", "t", "--all")).Done();
        Assert.Equal("", await RowsAsync(lake, group));
        Assert.Contains("--all", (await lake.RunAsync(group, "delete", "t")).Ended(2).Error);
        Assert.Contains("--where", (await lake.RunAsync(group, "delete", "t", "--all", "--where", "id = 1")).Ended(2).Error);
        Assert.Contains("part", (await lake.RunAsync(group, "delete", "t", "--where", "prat = 'b'")).Ended(2).Error);
    }

    [Theory]
    [InlineData("table")]
    [InlineData("delta")]
    public async Task Columns_are_updated_by_expressions(string group)
    {
        using var lake = await WithTableAsync();
        (await lake.RunAsync(group, "update", "t", "--set", "name=concat(part, '=', id)", "--set", "id=id * 10", "--where", "id >= 2")).Done();
        Assert.Equal("1,x,a\r\n20,b=2,b\r\n30,b=3,b\r\n", await RowsAsync(lake, group));
        Assert.Contains("twice", (await lake.RunAsync(group, "update", "t", "--set", "id=1", "--set", "id=2", "--all")).Ended(2).Error);
        Assert.Contains("delay=0", (await lake.RunAsync(group, "update", "t", "--set", "id", "--all")).Ended(2).Error);
        Assert.Contains("'id'", (await lake.RunAsync(group, "update", "t", "--set", "id=name", "--all")).Ended(2).Error);
    }

    [Theory]
    [InlineData("table")]
    [InlineData("delta")]
    public async Task Files_are_brought_in_by_key(string group)
    {
        using var lake = await WithTableAsync();
        lake.Write("new.csv", "id,name,part\n2,Y,b\n4,w,c\n");
        var done = (await lake.RunAsync(group, "upsert", "t", "new.csv", "--key", "id", "--json")).Done().Json().GetProperty("figures");
        Assert.Equal((1, 1), (done.GetProperty("numTargetRowsUpdated").GetInt64(), done.GetProperty("numTargetRowsInserted").GetInt64()));
        Assert.Equal("1,x,a\r\n2,Y,b\r\n3,,b\r\n4,w,c\r\n", await RowsAsync(lake, group));

        lake.Write("feed.json", "{\"id\":2,\"name\":\"gone\",\"op\":\"D\"}\n{\"id\":3,\"name\":\"c\",\"op\":\"U\"}\n{\"id\":9,\"name\":\"never\",\"op\":\"D\"}\n");
        (await lake.RunAsync(group, "upsert", "t", "feed.json", "--key", "id", "--schema", "id long, name string, op string", "--delete-when", "op = 'D'")).Done();
        Assert.Equal("1,x,a\r\n3,c,b\r\n4,w,c\r\n", await RowsAsync(lake, group));

        lake.Write("all.csv", "id,name,part\n4,W,c\n5,v,c\n");
        (await lake.RunAsync(group, "upsert", "t", "all.csv", "--key", "id", "--no-update", "--no-insert", "--delete-unmatched")).Done();
        Assert.Equal("4,w,c\r\n", await RowsAsync(lake, group));

        lake.Write("twice.csv", "id,name,part\n4,W,c\n4,v,c\n");
        Assert.Contains("2 rows with the key (id = 4)", (await lake.RunAsync(group, "upsert", "t", "twice.csv", "--key", "id")).Ended(2).Error);
    }

    [Fact]
    public async Task An_idempotency_key_belongs_to_the_files_content()
    {
        using var lake = await WithTableAsync();
        lake.Write("new.csv", "id,name,part\n2,Y,b\n");
        (await lake.RunAsync("table", "upsert", "t", "new.csv", "--key", "id", "--idempotency-key", "k")).Done();
        (await lake.RunAsync("table", "update", "t", "--set", "name='later'", "--where", "id = 2")).Done();
        (await lake.RunAsync("table", "upsert", "t", "new.csv", "--key", "id", "--idempotency-key", "k")).Done();
        Assert.Contains("2,later,b", await RowsAsync(lake, "table"));
        lake.Write("new.csv", "id,name,part\n2,Z,b\n");
        (await lake.RunAsync("table", "upsert", "t", "new.csv", "--key", "id", "--idempotency-key", "k")).Ended(4);
    }

    [Theory]
    [InlineData("table")]
    [InlineData("delta")]
    public async Task People_are_told_how_many_rows_and_files_and_nothing_that_is_zero(string group)
    {
        using var lake = await WithTableAsync();
        var deleted = (await lake.RunAsync(group, "delete", "t", "--where", "id = 2")).Done().Out;
        Assert.Matches(@"  (table t, )?1 row deleted, 1 file added \([0-9,.]+ (B|KiB)\), 1 file removed \([0-9,.]+ (B|KiB)\)\n", deleted);
        Assert.DoesNotContain("num", deleted);
        Assert.Contains("numDeletedRows=1", (await lake.RunAsync(group, "history", "t")).Done().Out);
    }

    [Theory]
    [InlineData("table")]
    [InlineData("delta")]
    public async Task A_column_to_set_may_stand_in_back_quotes_and_hold_a_sign_of_equality(string group)
    {
        using var lake = await WithTableAsync();
        (await lake.RunAsync(group, "set", "t", "delta.columnMapping.mode=name")).Done();
        (await lake.RunAsync(group, "alter", "rename-column", "t", "name", "a = b")).Done();
        (await lake.RunAsync(group, "update", "t", "--set", "`a = b`='new'", "--set", "`id` = id + 1", "--where", "id = 2")).Done();
        Assert.Contains("3,new,b", await RowsAsync(lake, group));
        Assert.Contains("no column 'b'", (await lake.RunAsync(group, "update", "t", "--set", "a = b='new'", "--all")).Ended(2).Error);
    }

    [Theory]
    [InlineData("delete")]
    [InlineData("update")]
    public async Task A_test_and_all_at_once_are_refused_as_such(string verb)
    {
        using var lake = await WithTableAsync();
        string[] set = verb == "update" ? ["--set", "id=1"] : [];
        Assert.Contains("exclude each other", (await lake.RunAsync(["table", verb, "t", "--all", "--where", "id = 1", .. set])).Ended(2).Error);
    }

    [Fact]
    public async Task A_retention_that_is_too_short_is_said_in_days_with_what_allows_it()
    {
        using var lake = await WithTableAsync();
        var error = (await lake.RunAsync("delta", "vacuum", "t", "--retain", "36h")).Ended(5).Error;
        Assert.Contains("keeps files for 7 days", error);
        Assert.Contains("a retention of 36 hours", error);
        Assert.Contains("--force", error);
    }

    [Fact]
    public async Task New_columns_need_no_quotes_and_what_is_wrong_with_an_asked_rule_is_not_said_of_the_table()
    {
        using var lake = await WithTableAsync();
        (await lake.RunAsync("table", "alter", "add-column", "t", "gate", "string")).Done();
        Assert.Contains("gate", (await lake.RunAsync("table", "schema", "t")).Done().Out);
        Assert.Contains("does not get the constraint 'c'", (await lake.RunAsync("table", "alter", "add-constraint", "t", "c", "idd > 0")).Ended(2).Error);
        (await lake.RunAsync("table", "set", "t", "delta.columnMapping.mode=name")).Done();
        Assert.Contains("no column 'the gate'.", (await lake.RunAsync("table", "alter", "drop-column", "t", "`the gate`")).Ended(2).Error);
    }

    private static async Task<string> RowsAsync(CliLake lake, string group)
    {
        var text = (await lake.RunAsync(group, "read", "t")).Done().Out;
        return string.Concat(text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Order(StringComparer.Ordinal).Select(line => line + "\r\n"));
    }

    // Table t in the lake, and as a plain one in the folder that commands run in.
    private static async Task<CliLake> WithTableAsync()
    {
        var lake = await CliLake.CreateAsync();
        lake.Write("a.csv", "id,name,part\n1,x,a\n2,\"y,z\",b\n3,,b\n");
        (await lake.RunAsync("import", "a.csv", "--into", "t", "--partition-by", "part")).Done();
        (await lake.RunAsync("table", "export", "t", "t")).Done();
        return lake;
    }
}
