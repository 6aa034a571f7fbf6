using LakeVersion.Cli.Running;

namespace LakeVersion.Cli.Tests.Running;

public sealed class LvRunnerTests
{
    [Fact]
    public async Task No_lake_anywhere_is_a_usage_error_that_says_how_to_name_one()
    {
        using var lake = new CliLake();
        lake.Environment.Remove("LAKEVERSION_LAKE");

        Assert.Contains("lv init", (await lake.RunAsync("log")).Ended(2).Error);
    }

    [Fact]
    public async Task A_folder_without_a_lake_is_not_found()
    {
        using var lake = new CliLake();
        (await lake.RunAsync("log", "-C", "nowhere")).Ended(3);
    }

    [Fact]
    public async Task An_unknown_scheme_is_refused()
    {
        using var lake = new CliLake();
        (await lake.RunAsync("log", "-C", "ftp://user:secret@host/lake")).Ended(5);
    }

    [Fact]
    public async Task A_cancelled_command_ends_as_interrupted()
    {
        using var lake = await CliLake.CreateAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var result = (await lake.RunAsync([], ["log", "--json"], cancelled.Token)).Ended(130);

        Assert.Equal("interrupted", result.ErrorJson().GetProperty("kind").GetString());
    }

    [Theory]
    [InlineData(typeof(IOException), 7)]
    [InlineData(typeof(UnauthorizedAccessException), 5)]
    [InlineData(typeof(ReaderGoneException), 0)]
    public async Task An_answer_that_cannot_be_written_is_an_error_and_no_crash(Type fault, int code)
    {
        using var lake = new CliLake();
        var output = new StreamWriter(new FaultyStream((Exception)Activator.CreateInstance(fault)!));

        Assert.Equal(code, await LvRunner.RunAsync(lake.Context(output), ["--version"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_current_folder_is_the_lake_where_it_holds_one()
    {
        using var lake = await CliLake.CreateAsync(isLocal: true);
        lake.Environment.Remove("LAKEVERSION_LAKE");
        lake.Work = Path.Combine(lake.Folder, "lake");
        (await lake.RunAsync("info")).Done();
    }

    [Fact]
    public async Task The_author_is_the_option_then_the_environment_the_file_the_configuration_and_user_at_host()
    {
        using var lake = await CliLake.CreateAsync();
        Assert.Equal("option", await AuthorAsync(lake, "--author", "option"));
        Assert.Equal("ada", await AuthorAsync(lake));
        lake.Environment.Remove("LAKEVERSION_AUTHOR");
        Assert.Equal("user@host", await AuthorAsync(lake));
        lake.Write("../configuration/lakeversion/config.json", """{"author":"configured"}""");
        Assert.Equal("configured", await AuthorAsync(lake));
        lake.Write(".lakeversion", """{"author":"file"}""");
        Assert.Equal("file", await AuthorAsync(lake));
    }

    [Theory]
    [InlineData("{\"lake\":")]
    [InlineData("{\"lak\":\"x\"}")]
    public async Task A_settings_file_that_cannot_be_read_is_a_usage_error_that_names_it(string text)
    {
        using var lake = await CliLake.CreateAsync();
        var file = lake.Write(".lakeversion", text);

        Assert.Contains(file, (await lake.RunAsync("log")).Ended(2).Error);
    }

    [Fact]
    public async Task Credentials_in_a_settings_file_are_refused_and_not_repeated()
    {
        using var lake = await CliLake.CreateAsync();
        lake.Write(".lakeversion", """{"lake":"s3://key:topsecret@bucket/lake"}""");

        Assert.DoesNotContain("topsecret", (await lake.RunAsync("log")).Ended(5).Error);
    }

    private static async Task<string> AuthorAsync(CliLake lake, params string[] options)
    {
        lake.Write("f", $"{lake.Time.GetUtcNow().Ticks}");
        (await lake.RunAsync(["put", "f", "f", .. options])).Done();
        return (await lake.RunAsync("log", "-n", "1", "--json")).Done().Json().GetProperty("commits")[0].GetProperty("author").GetString()!;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(200)]
    public async Task A_comparison_says_by_its_exit_code_what_nobody_reads(int files)
    {
        using var lake = await CliLake.CreateAsync();
        for (var i = 0; i < files; i++)
        {
            lake.Write($"d/{i}", "1");
        }

        (await lake.RunAsync("put", "d", "a-long-name-for-a-folder")).Done();
        var output = new StreamWriter(new FaultyStream(new ReaderGoneException()));

        Assert.Equal(1, await LvRunner.RunAsync(lake.Context(output), ["diff", "main~1", "main", "--exit-code"], TestContext.Current.CancellationToken));
    }

    private sealed class FaultyStream(Exception fault) : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw fault;

        public override void Write(byte[] buffer, int offset, int count) => throw fault;

        public override void Write(ReadOnlySpan<byte> buffer) => throw fault;
    }
}
