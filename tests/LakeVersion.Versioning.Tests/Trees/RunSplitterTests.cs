using CsCheck;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Tests.Trees;

[Trait("store", "none")]
public sealed class RunSplitterTests
{
    [Fact]
    public void The_stream_cuts_where_the_specification_does_for_any_priorities()
    {
        // Few distinct priorities give ties; boundaries are rare, so that runs pass 1,024.
        var priority = Gen.Frequency(
            (1, Gen.ULong[0, 1]),
            (2000, Gen.ULong[SplitRule.BoundaryBelow, SplitRule.BoundaryBelow + 3000]));
        priority.Array[0, 6000].Sample(priorities => Assert.Equal(Specified(priorities), Streamed(priorities)), iter: 60);
    }

    [Theory]
    [InlineData("ascending")]
    [InlineData("descending")]
    [InlineData("equal")]
    [InlineData("valley")]
    [InlineData("saw")]
    [InlineData("boundaries")]
    public void The_stream_cuts_where_the_specification_does_for_made_up_shapes(string shape)
    {
        for (var count = 0; count < 9000; count += count is > 1000 and < 1050 ? 1 : 331)
        {
            var priorities = Enumerable.Range(0, count).Select(i => SplitRule.BoundaryBelow + 10_000 + (ulong)(shape switch
            {
                "ascending" => i,
                "descending" => count - i,
                "equal" => 0,
                "valley" => Math.Abs(i - count / 2),
                "saw" => i * 7919 % 613 + i / 100,
                _ => 0,
            })).ToArray();
            if (shape == "boundaries")
            {
                Array.Fill(priorities, 5UL);
            }

            Assert.Equal(Specified(priorities), Streamed(priorities));
        }
    }

    [Fact]
    public void A_key_below_all_others_is_a_cut_even_where_those_were_forgotten()
    {
        // 4,096 cuts that a lesser key could still take back, one more that stands close, then that lesser key.
        IEnumerable<int> ranks = [.. Enumerable.Range(1, 5119).Select(i => 10 * i), 40_965, 5, .. Enumerable.Repeat(90_000, 10)];
        var priorities = ranks.Select(rank => SplitRule.BoundaryBelow + (ulong)rank).ToArray();
        Assert.Equal(Specified(priorities), Streamed(priorities));
    }

    [Fact]
    public void No_more_than_about_two_nodes_of_items_wait_however_long_a_run_is()
    {
        var splitter = new RunSplitter<int>();
        var waiting = 0;
        for (var i = 0; i < 100_000; i++)
        {
            splitter.Add(i, SplitRule.BoundaryBelow + (ulong)i);
            waiting++;
            while (splitter.TryTake(out var node))
            {
                waiting -= node.Count;
            }

            Assert.True(waiting <= 2 * NodeFormat.MaxItems);
        }
    }

    private static List<int> Streamed(ulong[] priorities)
    {
        var splitter = new RunSplitter<int>();
        var ends = new List<int>();
        for (var i = 0; i < priorities.Length; i++)
        {
            splitter.Add(i, priorities[i]);
            Take();
        }

        splitter.Finish();
        Take();
        Assert.True(splitter.IsEmpty);
        return ends;

        void Take()
        {
            while (splitter.TryTake(out var node))
            {
                Assert.InRange(node.Count, 1, NodeFormat.MaxItems);
                ends.Add(node[^1]);
            }
        }
    }

    // The words of docs/format.md, section 4, one to one.
    private static List<int> Specified(ulong[] priorities)
    {
        var ends = new List<int>();
        var start = 0;
        for (var i = 0; i < priorities.Length; i++)
        {
            if (priorities[i] < 1UL << 56 || i == priorities.Length - 1)
            {
                Split(start, i, ends);
                start = i + 1;
            }
        }

        return ends;

        void Split(int first, int last, List<int> into)
        {
            var parts = new Stack<(int First, int Last)>([(first, last)]);
            while (parts.TryPop(out var part))
            {
                if (part.Last - part.First + 1 <= 1024)
                {
                    into.Add(part.Last);
                    continue;
                }

                var least = part.First;
                for (var i = part.First; i < part.Last; i++)
                {
                    least = priorities[i] < priorities[least] ? i : least;
                }

                parts.Push((least + 1, part.Last));
                parts.Push((part.First, least));
            }
        }
    }
}
