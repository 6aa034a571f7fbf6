using System.Text;
using System.Text.Json;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Tests.Verbs;

public sealed class AuditVerbTests
{
    [Fact]
    public async Task Movements_are_shown_newest_first()
    {
        using var lake = await WithHistoryAsync();
        var lines = (await lake.RunAsync("audit")).Done().Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("operation", lines[0]);
        Assert.Contains("commit", lines[1]);
        Assert.Contains("Put b", lines[1]);
        Assert.Single((await lake.RunAsync("audit", "-n", "1", "--json")).Done().Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("", (await lake.RunAsync("audit", "-n", "0")).Done().Out);
    }

    [Fact]
    public async Task Each_line_of_JSON_is_an_entry_and_CSV_has_the_same()
    {
        using var lake = await WithHistoryAsync();
        var lines = Lines(await lake.RunAsync("audit", "--json"));
        Assert.Equal(await lake.HeadAsync(), lines[0].GetProperty("after").GetString());
        Assert.Equal(("branch", "main", 1), (lines[0].GetProperty("kind").GetString(), lines[0].GetProperty("name").GetString(), lines[0].GetProperty("version").GetInt32()));
        var csv = (await lake.RunAsync("audit", "--format", "csv")).Done().Out.Split("\r\n");
        Assert.Equal(lines.Count + 2, csv.Length);
        Assert.StartsWith("time,kind,name,entry", csv[0]);
        Assert.Contains("\"with \"\"quotes\"\", and commas\"", string.Concat(csv));
    }

    [Fact]
    public async Task Entries_are_chosen_by_path_author_operation_and_time()
    {
        using var lake = await WithHistoryAsync(isLocal: true); // a server's clock cannot be turned
        Assert.Single(Lines(await lake.RunAsync("audit", "--path", "b", "--json")));
        Assert.Equal(3, Lines(await lake.RunAsync("audit", "--author", "GRACE", "--all", "--json")).Count);
        Assert.All(Lines(await lake.RunAsync("audit", "--op", "commit", "--json")), line => Assert.Equal("commit", line.GetProperty("operation").GetString()));
        Assert.Single(Lines(await lake.RunAsync("audit", "--since", "12 hours ago", "--json")));
        Assert.DoesNotContain(Lines(await lake.RunAsync("audit", "--until", "12 hours ago", "--json")), line => line.GetProperty("message").GetString() == "Put b");
        Assert.Contains(Lines(await lake.RunAsync("audit", "--all", "--json")), line => line.GetProperty("name").GetString() == "dev");
        Assert.Contains("commit", (await lake.RunAsync("audit", "--op", "comit")).Ended(2).Error);
        (await lake.RunAsync("audit", "--since", "soon")).Ended(2);
        (await lake.RunAsync("audit", "--expect", "x")).Ended(2);
    }

    [Fact]
    public async Task A_whole_history_is_whole_in_all_its_logs()
    {
        using var lake = await WithHistoryAsync();
        Assert.StartsWith("Whole: ", (await lake.RunAsync("audit", "verify")).Done().Out);
        var json = (await lake.RunAsync("audit", "--verify", "--json")).Done().Json();
        Assert.True(json.GetProperty("whole").GetBoolean());
        Assert.Contains("refs/branches/dev", json.GetProperty("logs").EnumerateArray().Select(log => log.GetString()));
        Assert.Equal(1, (await lake.RunAsync("audit", "verify", "-b", "main", "--json")).Done().Json().GetProperty("logs").GetArrayLength());
    }

    [Fact]
    public async Task A_branch_that_never_was_is_neither_without_history_nor_whole()
    {
        using var lake = await CliLake.CreateAsync();

        (await lake.RunAsync("audit", "-b", "mian")).Ended(3);
        (await lake.RunAsync("audit", "verify", "-b", "mian")).Ended(3);
    }

    [Fact]
    public async Task A_damaged_entry_is_named()
    {
        using var lake = await WithHistoryAsync();
        var (key, bytes) = await EntryAsync(lake, 2);
        bytes[Encoding.UTF8.GetString(bytes).IndexOf("\"author\":\"", StringComparison.Ordinal) + 10] ^= 1;
        await lake.Store.PutAsync(key, bytes);

        Assert.Contains("fault refs/branches/main entry 2:", (await lake.RunAsync("audit", "verify")).Ended(1).Out);
        var fault = (await lake.RunAsync("audit", "verify", "--json")).Ended(1).Json().GetProperty("faults")[0];
        Assert.Equal(2, fault.GetProperty("entry").GetInt64());
    }

    [Fact]
    public async Task A_log_that_was_cut_off_shows_by_a_mark_alone()
    {
        using var lake = await WithHistoryAsync();
        var marks = (await lake.RunAsync("audit", "head", "--all")).Done().Out;
        lake.Write("marks.txt", marks);
        (await lake.RunAsync("audit", "verify", "--expect", "@marks.txt")).Done();
        var mark = (await lake.RunAsync("audit", "head", "--json")).Done().Json().GetProperty("marks")[0];
        await lake.Store.DeleteAsync([(await EntryAsync(lake, mark.GetProperty("entry").GetInt64())).Key]);

        (await lake.RunAsync("audit", "verify")).Done();
        Assert.Contains("cut off", (await lake.RunAsync("audit", "verify", "--expect", "@marks.txt")).Ended(1).Out);
        Assert.Contains("cut off", (await lake.RunAsync("audit", "--verify", "--expect", mark.GetProperty("mark").GetString()!)).Ended(1).Out);
        (await lake.RunAsync("audit", "verify", "--expect", "nonsense")).Ended(2);
        (await lake.RunAsync("audit", "verify", "--expect", "@none.txt")).Ended(3);
    }

    private static List<JsonElement> Lines(CliResult result) =>
        [.. result.Done().Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    private static async Task<(StoreKey Key, byte[] Bytes)> EntryAsync(CliLake lake, long n)
    {
        var (key, bytes) = (await lake.StoredAsync("refs/branches/main/"))
            .Single(entry => Encoding.UTF8.GetString(entry.Value).Contains($"\"n\":{n},", StringComparison.Ordinal));
        return (StoreKey.Parse(key), bytes);
    }

    private static async Task<CliLake> WithHistoryAsync(bool isLocal = false)
    {
        var lake = await CliLake.CreateAsync(isLocal);
        await lake.PutAsync("a", "1");
        (await lake.RunAsync(Encoding.UTF8.GetBytes("2"), ["put", "-", "a", "--author", "grace", "-m", "with \"quotes\", and commas"])).Done();
        (await lake.RunAsync("branch", "create", "dev", "--author", "grace")).Done();
        lake.Time.Advance(TimeSpan.FromDays(1));
        await lake.PutAsync("b", "1");
        return lake;
    }
}
