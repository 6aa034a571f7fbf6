namespace LakeVersion.Cli.Tests.Output;

public sealed class TerminalTests
{
    [Fact]
    public async Task Colour_is_for_terminals_and_not_where_NO_COLOR_is_set()
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("a", "1");
        Assert.DoesNotContain("\e[", (await lake.RunAsync("log")).Done().Out);
        lake.IsOutTerminal = true;
        Assert.Contains("\e[33mcommit", (await lake.RunAsync("log")).Done().Out);
        Assert.DoesNotContain("\e[", (await lake.RunAsync("log", "--json")).Done().Out);
        lake.Environment["NO_COLOR"] = "1";
        Assert.DoesNotContain("\e[", (await lake.RunAsync("log")).Done().Out);
    }

    [Fact]
    public async Task Long_work_shows_progress_to_a_person_and_is_silent_else()
    {
        using var lake = await CliLake.CreateAsync();
        lake.Write("d/a", "1");
        lake.Write("d/b", "2");
        Assert.Equal("", (await lake.RunAsync("put", "d", "silent")).Done().Error);
        lake.Answer = "";
        Assert.Contains("Storing", (await lake.RunAsync("put", "d", "seen")).Done().Error);
    }
}
