using System.CommandLine;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Verbs;
using LakeVersion.Cli.Writing;

namespace LakeVersion.Cli.Tests.Writing;

public sealed class BranchWriteTests
{
    [Fact]
    public async Task A_dry_rollback_shows_what_the_real_one_then_does()
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("a", "1");
        await lake.PutAsync("a", "2");
        await lake.PutAsync("b", "3");
        var head = await lake.HeadAsync();
        var dry = await RunAsync(lake, "--dry-run");
        Assert.StartsWith("~ a  1 B\n- b\nDry run", dry);
        Assert.Equal(head, await lake.HeadAsync());

        Assert.Contains("1 changed, 1 removed", await RunAsync(lake, "-m", "Back"));
        Assert.Equal("1", (await lake.RunAsync("cat", "a")).Done().Out);
        Assert.Equal("Back", (await lake.RunAsync("log", "-n", "1", "--json")).Done().Json().GetProperty("commits")[0].GetProperty("message").GetString());
        Assert.StartsWith("Nothing changed", await RunAsync(lake));
    }

    private static async Task<string> RunAsync(CliLake lake, params string[] options)
    {
        var output = new StringWriter();
        var verb = new Back();
        verb.Bind(lake.Context(output));
        Assert.Equal(0, await verb.Parse(options).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }));
        return output.ToString();
    }

    private sealed class Back : Verb
    {
        private readonly CommitFlags flags = new();

        public Back()
            : base("back", "Roll back to the first commit.") => flags.AddTo(this);

        protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken) => await BranchWrite.RunAsync(
            run, flags, "back", "Go back", (branch, options, token) => branch.RollbackAsync("main@{#3}", null, options, token), cancellationToken);
    }
}
