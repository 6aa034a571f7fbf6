using Apache.Arrow;
using LakeVersion.Delta.Merging;
using LakeVersion.Delta.Writing;
using LakeVersion.Merging;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Tests.Merging;

/// <summary>A table with a key merged by row on two branches of a lake, its conflicts decided cell by cell.</summary>
public sealed class KeyedMergeTests
{
    private static readonly ColumnPath Day = "Day";

    [Fact]
    public async Task Different_cells_of_one_row_combine()
    {
        await using var lake = await PartedAsync();
        await UpdateAsync(lake, "main", 1, ("Wind", new LiteralValue(Scalar.Of(7.0))));
        await UpdateAsync(lake, "dev", 1, ("Station", new LiteralValue(Scalar.Of("north"))));
        await UpdateAsync(lake, "dev", 2, ("Station", new LiteralValue(Scalar.Of("south"))));
        Assert.Equal(MergeStatus.Merged, (await lake.MergeAsync("dev")).Status);
        Assert.Equal([new(0, "sea", 0), new(1, "north", 7), new(2, "south", 1)], await RowsAsync(lake));
    }

    [Fact]
    public async Task The_same_cell_changed_differently_is_decided_by_a_file_that_people_edit()
    {
        await using var lake = await PartedAsync();
        await UpdateAsync(lake, "main", 1, ("Wind", new LiteralValue(Scalar.Of(7.0))));
        await UpdateAsync(lake, "dev", 1, ("Wind", new LiteralValue(Scalar.Of(8.0))));
        await UpdateAsync(lake, "main", 2, ("Station", new LiteralValue(Scalar.Of("north"))));
        await lake.CommitAsync("dev", "delete", async change => await change.Table("weather").DeleteAsync(Day.EqualTo(2)));
        var before = await lake.HeadAsync();
        var conflicts = (await lake.MergeAsync("dev")).Conflicts;
        Assert.Equal([(MergeConflictKind.Row, "[2]", null), (MergeConflictKind.Cell, "[1]", "Wind")], conflicts.Select(conflict => (conflict.Kind, conflict.Key, conflict.Column)));
        Assert.Equal(before, await lake.HeadAsync());

        var lines = System.Text.Json.Nodes.JsonNode.Parse(ResolutionFile.Write(conflicts))!;
        (lines["conflicts"]![0]!["take"], lines["conflicts"]![1]!["take"], lines["conflicts"]![1]!["value"]) = ("theirs", "value", 9.5);
        var resolution = ResolutionFile.Read(lines.ToJsonString(), "c.json");
        Assert.Equal(MergeStatus.Merged, (await lake.MergeAsync("dev", options: new MergeOptions { Resolution = resolution })).Status);
        Assert.Equal([new(0, "sea", 0), new(1, "sea", 9.5)], await RowsAsync(lake));
    }

    [Fact]
    public async Task A_decision_of_a_row_or_table_holds_for_all_its_cells_and_a_closer_one_comes_first()
    {
        await using var lake = await PartedAsync();
        foreach (var (branch, wind) in new[] { ("main", 7.0), ("dev", 8.0) })
        {
            await UpdateAsync(lake, branch, 1, ("Wind", new LiteralValue(Scalar.Of(wind))), ("Station", new LiteralValue(Scalar.Of(branch))));
            await UpdateAsync(lake, branch, 2, ("Wind", new LiteralValue(Scalar.Of(wind))));
        }

        var resolution = new MergeResolution
        {
            Decisions =
            [
                new ConflictDecision { Path = "weather", Decision = MergeDecision.Ours },
                new ConflictDecision { Path = "weather", Key = "[ 1 ]", Decision = MergeDecision.Theirs },
                new ConflictDecision { Path = "weather", Key = "[1]", Column = "Wind", Decision = MergeDecision.Base },
            ],
        };
        await lake.MergeAsync("dev", options: new MergeOptions { Resolution = resolution });
        Assert.Equal([new(0, "sea", 0), new(1, "dev", 0.5), new(2, "sea", 7)], await RowsAsync(lake));
    }

    [Fact]
    public async Task A_commit_whose_rows_were_rewritten_since_is_taken_back_by_row()
    {
        await using var lake = await PartedAsync();
        var wrong = await UpdateAsync(lake, "main", 1, ("Wind", new LiteralValue(Scalar.Of(99.0))));
        await UpdateAsync(lake, "main", 2, ("Station", new LiteralValue(Scalar.Of("north"))));
        await lake.CommitAsync("main", "optimize", async change => await change.Table("weather").OptimizeAsync());
        await lake.Lake.Branch("main").RevertAsync([wrong.ToString()]);
        Assert.Equal([new(0, "sea", 0), new(1, "sea", 0.5), new(2, "north", 1)], await RowsAsync(lake));
    }

    [Fact]
    public async Task A_row_that_both_inserted_and_that_is_decided_for_the_base_is_none()
    {
        await using var lake = await PartedAsync();
        await lake.AppendAsync("main", "weather", 9, 1, "north");
        await lake.AppendAsync("dev", "weather", 9, 1, "south");
        var row = new MergeResolution { Decisions = [new ConflictDecision { Path = "weather", Key = "[9]", Decision = MergeDecision.Base }] };
        Assert.Equal(MergeStatus.Merged, (await lake.MergeAsync("dev", options: new MergeOptions { Resolution = row })).Status);
        Assert.Equal([0, 1, 2], (await RowsAsync(lake)).Select(day => day.Day));
    }

    [Fact]
    public async Task A_row_that_two_merge_bases_have_differently_is_in_neither()
    {
        await using var lake = await PartedAsync();
        await lake.AppendAsync("dev", "weather", 9, 1, "south");
        var north = await lake.AppendAsync("main", "weather", 9, 1, "north");
        var theirs = new PickOptions { Resolution = MergeResolution.AllTheirs, AllowAgain = true };
        await lake.MergeAsync("dev", options: new MergeOptions { Resolution = MergeResolution.AllTheirs });
        await lake.Lake.Branch("dev").CherryPickAsync([north.Id.ToString()], theirs);
        var conflict = Assert.Single((await lake.MergeAsync("dev")).Conflicts);
        Assert.Equal(("Station", "absent", "\"south\"", "\"north\""), (conflict.Column, $"{conflict.Base ?? "absent"}", $"{conflict.Ours}", $"{conflict.Theirs}"));
    }

    private static Task<Versioning.Commits.CommitId> UpdateAsync(MergeLake lake, string branch, int day, params (string Column, ValueExpression Value)[] values) =>
        IdAsync(lake.CommitAsync(branch, $"update {day}", async change =>
            await change.Table("weather").UpdateAsync(Day.EqualTo(day), values.ToDictionary(pair => pair.Column, pair => pair.Value))));

    private static async Task<Versioning.Commits.CommitId> IdAsync(Task<Versioning.Commits.Commit> commit) => (await commit).Id;

    private static async Task<List<Weather>> RowsAsync(MergeLake lake)
    {
        var rows = new List<Weather>();
        await foreach (var row in (await lake.Lake.AtAsync("main")).Table("weather").ReadAsync<Weather>())
        {
            rows.Add(row);
        }

        return [.. rows.OrderBy(row => row.Day)];
    }

    // Days 0 to 2 in a table whose key is the day and whose cells may be null, on both branches.
    private static async Task<MergeLake> PartedAsync()
    {
        var lake = await MergeLake.CreateAsync();
        await lake.CommitAsync("main", "make", async change =>
        {
            var strict = (await Weather.Rows(0, 1).FirstAsync()).Schema;
            var schema = new Schema([.. strict.FieldsList.Select(field => new Field(field.Name, field.DataType, true))], null);
            var options = new CreateOptions { Properties = new Dictionary<string, string> { ["lakeversion.key"] = "Day" } };
            await change.Table("weather").CreateAsync(schema, options, Weather.Rows(0, 3));
        });
        await lake.BranchAsync("dev");
        return lake;
    }
}
