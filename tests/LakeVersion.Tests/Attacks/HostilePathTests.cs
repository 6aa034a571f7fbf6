using LakeVersion.Changes;
using LakeVersion.Storage;
using LakeVersion.Testing.Stores;

namespace LakeVersion.Tests.Attacks;

/// <summary>Paths, names and texts that somebody chose to do harm.</summary>
public sealed class HostilePathTests
{
    private readonly IObjectStore store = TestStores.Open();

    public static TheoryData<string> BadPaths =>
    [
        "", "/", "//", "/a", "a/", "a//b", ".", "..", "a/..", "a/../b", "./a", "a/./b", "../../etc/passwd", "a\0b", "\ud800", "a/\udc00/b",
        new string('x', 1025), new string('€', 342), "a/" + new string('/', 5),
    ];

    public static TheoryData<string> BadNames =>
    [
        "", " ", "a b", "HEAD", "branch", "tag", "/a", "a/", "-a", "a-", "a//b", "a..b", "a~b", "a^b", "a:b", "a@{b", "deadbeef", "DEADBEEF", "a\nb", "a\0b",
        "\ud800", new string('a', 201), new string('z', 1_000_000), new string('A', 100), "../main", "a/../b",
    ];

    public static TheoryData<string> BadRevisions =>
    [
        "", " ", "~", "^", "main~", "main~-1", "main~x", "main~99999999999999999999", "main^0x", "main^99999999999999999999", "main@{", "main@{}", "main@{#}", "main@{#-1}", "main@{#0}",
        "main@{#99999999999999999999}", "main@{#9223372036854775807}", "main@{9999-99-99}", "main@{-5 days ago}", "main@{99999999999 days ago}", "main@{9999999999999999999 years ago}", "main@{#1}@{#2}",
        "branch:", "tag:", "branch:a b", "tag:..", "branch:branch:main", "\0", "\ud800", "main~1000000", "main^^^^", "main^2", "main@{0001-01-01T00:00Z}", "main@{#1}", "000000", "ffffffffffff",
        new string('~', 10_000), "main" + new string('^', 10_000), new string('f', 64), new string('f', 65), new string('a', 1_000_000), "main~2147483648", "main@{now}x", "@{#1}", "main:path", "main\n",
    ];

    [Theory]
    [MemberData(nameof(BadPaths))]
    public async Task A_path_that_is_none_is_refused_and_leaves_nothing(string path)
    {
        await using var lake = await Lake.CreateAsync(store, SmallLake.Options);
        var head = await lake.Branch("main").HeadAsync();
        await using var change = await lake.Branch("main").BeginAsync();
        await InvalidAsync(async () => await change.Files.PutAsync(path, new MemoryStream([1])));
        Assert.Throws<LakeException>(() => change.Table(path));
        Assert.Throws<LakeException>(() => head.Table(path));
        Assert.Null(await head.Files.FindAsync(path));
        await TellsAsync(async () => await head.Files.ReadAsync(path));
        await TellsAsync(async () => await change.Files.DeleteAsync(path));
        await TellsAsync(async () => await change.Files.CopyAsync(head, path, "copy"));
        await TellsAsync(async () => await change.Files.DeleteFolderAsync(path));
        await TellsAsync(async () => await lake.Branch("main").RollbackAsync("main", path));
        await TellsAsync(async () => await head.CompareAsync(head, path));
        await change.CommitAsync("nothing");
        Assert.Equal(head.Commit.Id, (await lake.Branch("main").HeadAsync()).Commit.Id);
    }

    [Fact]
    public async Task A_huge_path_is_not_repeated_in_the_error()
    {
        await using var lake = await Lake.CreateAsync(store, SmallLake.Options);
        await using var change = await lake.Branch("main").BeginAsync();
        var error = await Assert.ThrowsAsync<LakeException>(async () => await change.Files.PutAsync(new string('y', 1_000_000), new MemoryStream()));
        Assert.True(error.Message.Length < 500);
    }

    [Fact]
    public async Task A_table_may_be_replaced_by_a_table_below_it_or_by_files_in_one_commit()
    {
        await using var lake = await Lake.CreateAsync(store, SmallLake.Options);
        await AppendAsync(lake, "a", 0);
        await AppendAsync(lake, "b", 0);
        await using var change = await lake.Branch("main").BeginAsync();
        await change.Table("a").DropAsync();
        await change.Table("a/t").AppendAsync(Weather.Rows(1, 1));
        await change.Table("b").DropAsync();
        await change.Files.PutAsync("b/file", new MemoryStream([1]));
        await change.CommitAsync("replace");
        var head = await lake.AtAsync("main");
        Assert.Equal(["a/t"], await head.TablesAsync());
        Assert.NotNull(await head.Files.FindAsync("b/file"));
    }

    [Theory]
    [MemberData(nameof(BadNames))]
    public async Task A_name_that_is_none_is_refused(string name)
    {
        await using var lake = await Lake.CreateAsync(store, SmallLake.Options);
        Assert.Equal(LakeErrorKind.Invalid, Assert.Throws<LakeException>(() => lake.Branch(name)).Kind);
        await InvalidAsync(async () => await lake.CreateBranchAsync(name, "main"));
        await InvalidAsync(async () => await lake.CreateTagAsync(name, "main"));
        await InvalidAsync(async () => await Lake.CreateAsync(TestStores.Open(), SmallLake.Options, name));
        Assert.Single(await lake.BranchesAsync());
    }

    [Theory]
    [MemberData(nameof(BadRevisions))]
    public async Task A_revision_that_is_none_is_an_error_in_words(string revision)
    {
        await using var lake = await Lake.CreateAsync(store, SmallLake.Options);
        var main = lake.Branch("main");
        await PutAsync(lake, "a", "b");
        var head = (await main.HeadAsync()).Commit.Id;
        await TellsAsync(async () => await lake.AtAsync(revision));
        await TellsAsync(async () => await main.RevertAsync([revision]));
        await TellsAsync(async () => await main.FastForwardAsync(revision));
        Assert.Equal(head, (await main.HeadAsync()).Commit.Id);
    }

    [Theory]
    [InlineData("_delta_log/00000000000000000000.json")]
    [InlineData("x/_delta_log/00000000000000000000.json")]
    [InlineData("x/y/_delta_log/a/b")]
    [InlineData("weather/_delta_log/00000000000000000001.json")]
    [InlineData("weather/_delta_log/00000000000000000000.json")]
    [InlineData("weather/x")]
    public async Task Files_are_not_put_into_tables_or_logs_even_beside_a_change_of_the_table(string path)
    {
        await using var lake = await Lake.CreateAsync(store, SmallLake.Options);
        await AppendAsync(lake, "weather", 0);
        foreach (var order in (int[])[0, 1, 2])
        {
            await using var change = await lake.Branch("main").BeginAsync();
            if (order == 1)
            {
                await change.Table("weather").AppendAsync(Weather.Rows(5, 1));
            }

            await RefusedAsync(async () =>
            {
                await change.Files.PutAsync(path, new MemoryStream("{}"u8.ToArray()));
                if (order == 2)
                {
                    await change.Table("weather").AppendAsync(Weather.Rows(5, 1));
                }

                await change.CommitAsync("stray");
            });
        }

        Assert.Equal([0], await Weather.DaysAsync((await lake.AtAsync("main")).Table("weather").ReadAsync()));
    }

    [Theory]
    [InlineData("_delta_log/00000000000000000000.json")]
    [InlineData("x/_delta_log/00000000000000000000.json")]
    [InlineData("weather/stray")]
    public async Task A_step_of_a_staged_transaction_breaks_no_rule_of_tables(string path)
    {
        await using var lake = await Lake.CreateAsync(store, SmallLake.Options);
        await AppendAsync(lake, "weather", 0);
        var head = (await lake.AtAsync("main")).Commit.Id;
        var id = await lake.Branch("main").BeginStagedAsync();
        await RefusedAsync(async () =>
        {
            await using (var step = await lake.OpenStagedAsync(id))
            {
                await step.Files.PutAsync(path, new MemoryStream("{}"u8.ToArray()));
                await step.SaveAsync("stray");
            }

            await using (var step = await lake.OpenStagedAsync(id))
            {
                await step.Table("weather").AppendAsync(Weather.Rows(1, 1));
                await step.SaveAsync("append");
            }

            await using var last = await lake.OpenStagedAsync(id);
            await last.CommitAsync("staged");
        });
        Assert.Equal(head, (await lake.AtAsync("main")).Commit.Id);
        await using var open = await lake.OpenStagedAsync(id);
        await open.AbortAsync();
    }

    [Fact]
    public async Task A_data_file_is_not_deleted_beside_a_change_of_its_table()
    {
        await using var lake = await Lake.CreateAsync(store, SmallLake.Options);
        await AppendAsync(lake, "weather", 0);
        var data = (await (await lake.AtAsync("main")).Table("weather").OpenAsync()).Files[0].Path;
        foreach (var folder in (bool[])[false, true])
        {
            await using var change = await lake.Branch("main").BeginAsync();
            await change.Table("weather").AppendAsync(Weather.Rows(5, 1));
            await RefusedAsync(async () =>
            {
                if (folder)
                {
                    await change.Files.DeleteFolderAsync("weather/_delta_log");
                }
                else
                {
                    await change.Files.DeleteAsync("weather/" + data);
                }

                await change.CommitAsync("delete");
            });
        }

        Assert.Equal([0], await Weather.DaysAsync((await lake.AtAsync("main")).Table("weather").ReadAsync()));
    }

    [Fact]
    public async Task The_log_of_a_table_is_not_deleted_as_a_folder()
    {
        await using var lake = await Lake.CreateAsync(store, SmallLake.Options);
        await AppendAsync(lake, "weather", 0);
        await using var change = await lake.Branch("main").BeginAsync();
        await RefusedAsync(async () =>
        {
            await change.Files.DeleteFolderAsync("weather/_delta_log");
            await change.CommitAsync("delete");
        });
        Assert.Equal([0], await Weather.DaysAsync((await lake.AtAsync("main")).Table("weather").ReadAsync()));
    }

    [Fact]
    public async Task A_copy_of_a_file_of_a_log_is_a_file_and_no_table()
    {
        await using var lake = await Lake.CreateAsync(store, SmallLake.Options);
        await AppendAsync(lake, "weather", 0);
        await using (var change = await lake.Branch("main").BeginAsync())
        {
            Assert.Equal(1, await change.Files.CopyAsync(await lake.AtAsync("main"), "weather/_delta_log/00000000000000000000.json", "copy.json"));
            await change.CommitAsync("copy");
        }

        var head = await lake.AtAsync("main");
        Assert.Equal(["weather"], await head.TablesAsync());
        Assert.Equal(1, head.Commit.Record.Totals.Tables);
    }

    [Fact]
    public async Task A_raw_change_that_makes_a_log_at_the_root_does_not_break_what_follows()
    {
        await using var lake = await Lake.CreateAsync(store, SmallLake.Options);
        await PutAsync(lake, "a", "1");
        await using (var raw = await lake.Branch("main").BeginRawAsync())
        {
            await raw.Files.PutAsync("_delta_log/00000000000000000000.json", new MemoryStream("{}"u8.ToArray()));
            await raw.CommitAsync("raw");
        }

        await PutAsync(lake, "b", "2");
        var head = await lake.AtAsync("main");
        Assert.Empty(await head.TablesAsync());
        Assert.Equal(3, (await head.CompareAsync(await lake.AtAsync("main~3"))).Files.Count);
        await using var change = await lake.Branch("main").BeginAsync();
        await RefusedAsync(async () => await change.Files.CopyAsync(head, "", "copy"));
        await RefusedAsync(async () => await lake.Branch("main").ResetAsync("main~2"));
        await lake.Branch("main").ResetAsync("main~2", force: true);
    }

    [Fact]
    public async Task Tables_do_not_nest_and_do_not_share_a_path_with_files()
    {
        await using var lake = await Lake.CreateAsync(store, SmallLake.Options);
        await AppendAsync(lake, "a/b", 0);
        await PutAsync(lake, "files/x", "1");
        await PutAsync(lake, "file", "1");
        foreach (var path in (string[])["a", "a/b/c", "files", "file", "files/x", "file/t", "files/x/y"])
        {
            await RefusedAsync(async () => await AppendAsync(lake, path, 1));
        }

        await RefusedAsync(async () => await PutAsync(lake, "a/b", "1"));
        await RefusedAsync(async () => await PutAsync(lake, "a", "1"));
        await RefusedAsync(async () =>
        {
            await using var change = await lake.Branch("main").BeginAsync();
            await change.Table("n").AppendAsync(Weather.Rows(0, 1));
            await change.Table("n/m").AppendAsync(Weather.Rows(0, 1));
            await change.CommitAsync("nested");
        });
        Assert.Equal(["a/b"], await (await lake.AtAsync("main")).TablesAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_and_a_table_made_at_one_path_at_once_are_not_both_there(bool tableFirst)
    {
        await using var lake = await Lake.CreateAsync(store, SmallLake.Options);
        await PutAsync(lake, "x", "1");
        foreach (var (table, file) in ((string, string)[])[("t", "t"), ("u", "u/f"), ("v/w", "v")])
        {
            await using var one = await lake.Branch("main").BeginAsync();
            await using var two = await lake.Branch("main").BeginAsync();
            await one.Table(table).AppendAsync(Weather.Rows(0, 1));
            await two.Files.PutAsync(file, new MemoryStream([1]));
            await (tableFirst ? one : two).CommitAsync("first");
            await TellsAsync(async () => await (tableFirst ? two : one).CommitAsync("second"), mustFail: true);
            var head = await lake.AtAsync("main");
            Assert.Equal(tableFirst, (await head.TablesAsync()).Contains(table));
            Assert.Equal(!tableFirst, await head.Files.FindAsync(file) is not null);
        }
    }

    internal static async Task PutAsync(Lake lake, string path, string content, PutOptions? options = null)
    {
        await using var change = await lake.Branch("main").BeginAsync();
        await change.Files.PutAsync(path, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content)), options);
        await change.CommitAsync("Put");
    }

    internal static async Task AppendAsync(Lake lake, string table, int day)
    {
        await using var change = await lake.Branch("main").BeginAsync();
        await change.Table(table).AppendAsync(Weather.Rows(day, 1));
        await change.CommitAsync("Append");
    }

    /// <summary>It works or tells why not, as the one exception that callers know.</summary>
    internal static async Task TellsAsync(Func<Task> act, bool mustFail = false)
    {
        try
        {
            await act().WaitAsync(TimeSpan.FromSeconds(30));
        }
        catch (LakeException e) when (e.Kind is not (LakeErrorKind.Internal or LakeErrorKind.Corrupt or LakeErrorKind.Unknown))
        {
            Assert.NotEmpty(e.Message);
            Assert.True(e.Message.Length < 20_000, $"a message of {e.Message.Length} characters");
            return;
        }

        Assert.False(mustFail, "it went through");
    }

    internal static async Task InvalidAsync(Func<Task> act) =>
        Assert.Equal(LakeErrorKind.Invalid, (await Assert.ThrowsAsync<LakeException>(act)).Kind);

    internal static async Task RefusedAsync(Func<Task> act) =>
        Assert.Contains((await Assert.ThrowsAnyAsync<LakeException>(act)).Kind, (LakeErrorKind[])[LakeErrorKind.Refused, LakeErrorKind.Invalid, LakeErrorKind.Conflict]);
}
