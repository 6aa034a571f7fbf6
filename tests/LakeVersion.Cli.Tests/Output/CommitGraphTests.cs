using LakeVersion.Cli.Output;

namespace LakeVersion.Cli.Tests.Output;

public sealed class CommitGraphTests
{
    [Fact]
    public void A_merge_opens_a_line_that_ends_where_the_histories_part()
    {
        var graph = new CommitGraph();
        string[] lines =
        [
            .. graph.Draw("d", ["b", "c"], ["merge"]),
            .. graph.Draw("c", ["a"], ["theirs"]),
            .. graph.Draw("b", ["a"], ["ours"]),
            .. graph.Draw("a", [], ["root"]),
        ];

        Assert.Equal(["* merge", "| \\ ", "| * theirs", "* | ours", "| / ", "* root"], lines);
    }
}
