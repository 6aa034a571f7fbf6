using System.Text.Json.Nodes;

namespace LakeVersion.Cli.Tests.Verbs;

/// <summary>Conflicts of several commits, decided one after the other in one file.</summary>
public sealed class DecisionVerbTests
{
    [Fact]
    public async Task A_file_grows_by_the_conflicts_of_the_next_commit_and_keeps_what_is_decided()
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("a", "1");
        (await lake.RunAsync("branch", "create", "dev")).Done();
        await lake.PutAsync("a", "9");
        lake.Environment["LAKEVERSION_BRANCH"] = "dev";
        string[] commits = [await lake.PutAsync("a", "2"), await lake.PutAsync("a", "3")];
        (await lake.RunAsync("rebase", "dev", "--onto", "main", "--save", "c.json")).Ended(4);
        Decide(lake, "ours");
        var second = (await lake.RunAsync("rebase", "dev", "--onto", "main", "--resolve", "c.json", "--save", "c.json", "--json")).Ended(4).Json();
        Assert.Equal(commits[1], second.GetProperty("at").GetString());
        Assert.Equal(commits[1], second.GetProperty("conflicts")[0].GetProperty("commit").GetString());
        Assert.Equal(commits, Lines(lake).Select(line => (string?)line!["commit"]));
        Assert.Equal(["ours", null], Lines(lake).Select(line => (string?)line!["take"]));
        Decide(lake, "ours", "theirs");
        (await lake.RunAsync("rebase", "dev", "--onto", "main", "--resolve", "c.json")).Done();
        Assert.Equal("3", (await lake.RunAsync("cat", "dev:a")).Done().Out);
    }

    private static JsonArray Lines(CliLake lake) => JsonNode.Parse(lake.Read("c.json"))!["conflicts"]!.AsArray();

    private static void Decide(CliLake lake, params string[] takes)
    {
        var file = JsonNode.Parse(lake.Read("c.json"))!;
        for (var i = 0; i < takes.Length; i++)
        {
            file["conflicts"]![i]!["take"] = takes[i];
        }

        lake.Write("c.json", file.ToJsonString());
    }
}
