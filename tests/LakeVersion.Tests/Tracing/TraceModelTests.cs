using CsCheck;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using LakeVersion.Tracing;

namespace LakeVersion.Tests.Tracing;

/// <summary>Random histories: what is traced agrees with what was done.</summary>
[Trait("store", "none")]
public sealed class TraceModelTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Every_row_is_told_as_it_was_edited(int seed)
    {
        var random = new Random(seed);
        await using var lake = await Lake.CreateAsync(new MemoryStore());
        var story = new Story(lake);
        await story.CreateOrdersAsync(vectors: seed % 2 == 0);
        var rows = Enumerable.Range(0, 10).ToDictionary(id => id, id => new Order(id, $"new{id}", id));
        var told = rows.Keys.ToDictionary(id => id, _ => new List<string> { "create: Inserted" });
        for (var step = 0; step < 40; step++)
        {
            var id = random.Next(12);
            var name = $"step {step}";
            switch (random.Next(4))
            {
                case 0:
                    await story.DoAsync(name, async change => await change.Table("orders").OptimizeAsync());
                    break;
                case 1:
                    await story.DoAsync(name, async change => await change.Table("orders").DeleteAsync(ColumnPath.Of("Id").EqualTo(id)));
                    if (rows.Remove(id))
                    {
                        told[id].Insert(0, $"{name}: Deleted");
                    }

                    break;
                default:
                    var next = new Order(id, random.Next(3) == 0 ? null : $"s{random.Next(2)}", random.Next(2));
                    await story.UpsertAsync(name, next);
                    var change = rows.TryGetValue(id, out var old) ? Changed(old, next) : "Inserted";
                    rows[id] = next;
                    told.TryAdd(id, []);
                    if (change.Length > 0)
                    {
                        told[id].Insert(0, $"{name}: {change}");
                    }

                    break;
            }
        }

        var head = (await lake.AtAsync("main")).Table("orders");
        foreach (var (id, expected) in told)
        {
            Assert.Equal(expected, await story.RowAsync($"{id}"));
            if (rows.ContainsKey(id))
            {
                Assert.Equal(expected[0].Split(':')[0], (await head.BlameRowAsync([$"{id}"])).Commit.Record.Message);
            }
        }
    }

    [Fact]
    public void The_first_bad_commit_of_any_graph_is_found() => Gen.Int[0, 1_000_000].Sample(seed => FindsAsync(seed).GetAwaiter().GetResult(), iter: 20);

    // Bad is whatever has one chosen commit behind it, so that one is the first, however branches were merged.
    private static async Task FindsAsync(int seed)
    {
        var random = new Random(seed);
        await using var lake = await Lake.CreateAsync(new MemoryStore());
        var story = new Story(lake);
        await story.PutAsync("good", "x/start", "0");
        await lake.CreateTagAsync("good", "main");
        await story.BranchAsync("side");
        var commits = new List<Versioning.Commits.Commit>();
        for (var step = 0; step < 14; step++)
        {
            var (branch, other) = random.Next(2) == 0 ? ("main", "side") : ("side", "main");
            var merge = random.Next(3) == 0 ? other : null;
            commits.Add(await story.PutAsync($"{step}", $"{branch}/{step}", "0", branch, merge));
        }

        commits.Add(await story.PutAsync("end", "end", "0", merge: "side"));
        var broken = commits[random.Next(commits.Count)];
        var found = await lake.BisectAsync("good", "main", async (at, token) =>
            await lake.Store.Ancestry.IsAncestorAsync(broken, at.Commit, token) ? BisectAnswer.Bad : BisectAnswer.Good);
        Assert.Equal(broken.Id, found.FirstBad?.Id);
    }

    private static string Changed(Order old, Order next)
    {
        string[] cells =
        [
            .. Equals(old.State, next.State) ? [] : (string[])[$" State {Text(old.State)}>{Text(next.State)}"],
            .. Equals(old.Price, next.Price) ? [] : (string[])[$" Price {old.Price}>{next.Price}"],
        ];
        return cells.Length == 0 ? "" : "Changed" + string.Concat(cells);
    }

    private static string Text(string? state) => state is null ? "null" : $"\"{state}\"";
}
