using LakeVersion.Delta.Altering;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using LakeVersion.Testing.Stores;

namespace LakeVersion.Tests.Tracing;

public sealed class RowTraceTests
{
    private readonly IObjectStore store = TestStores.Open();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_row_is_told_from_its_coming_to_its_going(bool vectors)
    {
        var story = await Story.BeginAsync(store);
        await story.CreateOrdersAsync(vectors);
        await story.UpsertAsync("pay 4", new Order(4, "paid", 4));
        await story.UpsertAsync("pay 5", new Order(5, "paid", 5));
        await story.DoAsync("compact", async change => await change.Table("orders").OptimizeAsync());
        await story.UpsertAsync("dearer", new Order(4, "paid", 7.5));
        await story.DoAsync("drop", async change => await change.Table("orders").DeleteAsync(ColumnPath.Of("Id").EqualTo(4)));
        await story.UpsertAsync("again", new Order(4, null, 1));
        await story.UpsertAsync("other", new Order(77, "x", 1));
        Assert.Equal(
            ["again: Inserted", "drop: Deleted", "dearer: Changed Price 4>7.5", "pay 4: Changed State \"new4\">\"paid\"", "create: Inserted"],
            await story.RowAsync("4"));
        Assert.Equal(["pay 5: Changed State \"new5\">\"paid\"", "create: Inserted"], await story.RowAsync("5"));
        Assert.Equal(["create: Inserted"], await story.RowAsync("6"));
        Assert.Empty(await story.RowAsync("1234"));
        Assert.Equal(["drop: Deleted", "dearer: Changed Price 4>7.5"], (await story.RowAsync("4", "main~2"))[..2]);
    }

    [Fact]
    public async Task Each_cell_is_from_the_commit_that_gave_it_its_value()
    {
        var story = await Story.BeginAsync(store);
        await story.CreateOrdersAsync();
        await story.UpsertAsync("pay", new Order(4, "paid", 4));
        await story.UpsertAsync("dearer", new Order(4, "paid", 9));
        await story.UpsertAsync("other", new Order(5, "paid", 9));
        var blame = await (await story.Lake.AtAsync("main")).Table("orders").BlameRowAsync(["4"]);
        Assert.Equal("dearer", blame.Commit.Record.Message);
        Assert.Equal(
            ["Id 4 create", "State \"paid\" pay", "Price 9 dearer"],
            blame.Cells.Select(cell => $"{cell.Column} {cell.Value} {cell.Commit.Record.Message}"));
    }

    [Fact]
    public async Task A_new_name_of_a_column_and_a_new_column_change_no_row()
    {
        var story = await Story.BeginAsync(store);
        await story.CreateOrdersAsync();
        await story.UpsertAsync("pay", new Order(4, "paid", 4));
        await story.DoAsync("rename", async change => await change.Table("orders").ChangeAsync(new RenameColumn("State", "Status")));
        await story.DoAsync("rename key", async change => await change.Table("orders").ChangeAsync(new RenameColumn("Price", "Cost")));
        await story.DoAsync("widen", async change => await change.Table("orders").ChangeAsync(
            new AddColumns([new NewColumn(new Apache.Arrow.Field("Note", Apache.Arrow.Types.StringType.Default, true))])));
        await story.DoAsync("compact", async change => await change.Table("orders").OptimizeAsync());
        Assert.Equal(["pay: Changed Status \"new4\">\"paid\"", "create: Inserted"], Renamed(await story.RowAsync("4")));
        var table = (await story.Lake.AtAsync("main")).Table("orders");
        var blame = await table.BlameRowAsync(["4"]);
        Assert.Equal(["Id create", "Status pay", "Cost create", "Note create"], blame.Cells.Select(cell => $"{cell.Column} {cell.Commit.Record.Message}"));
        Assert.Equal(
            ["Id integer create", "Status string rename", "Cost double rename key", "Note string widen"],
            (await table.BlameColumnsAsync()).Select(column => $"{column.Column} {column.Type} {column.Commit.Record.Message}"));
    }

    [Fact]
    public async Task Cells_that_a_merge_brought_together_are_from_the_commits_of_both_sides()
    {
        var story = await Story.BeginAsync(store);
        await story.CreateOrdersAsync();
        await story.BranchAsync("side");
        await story.UpsertAsync("dearer", new Order(4, "new4", 9), "side");
        await story.UpsertAsync("pay", new Order(4, "paid", 4));
        await story.UpsertAsync("merge", new Order(4, "paid", 9), merge: "side");
        await story.UpsertAsync("other", new Order(5, "paid", 9));
        var told = await story.RowAsync("4");
        Assert.Equal(["dearer: Changed Price 4>9", "pay: Changed State \"new4\">\"paid\""], told[..2].Order());
        Assert.Equal("create: Inserted", Assert.Single(told[2..]));
        var blame = await (await story.Lake.AtAsync("main")).Table("orders").BlameRowAsync(["4"]);
        Assert.Equal(["create", "pay", "dearer"], blame.Cells.Select(cell => cell.Commit.Record.Message));
    }

    [Fact]
    public async Task What_a_merge_decided_anew_is_from_the_merge()
    {
        var story = await Story.BeginAsync(store);
        await story.CreateOrdersAsync();
        await story.BranchAsync("side");
        await story.UpsertAsync("side", new Order(4, "new4", 9), "side");
        await story.UpsertAsync("main", new Order(4, "new4", 8));
        await story.UpsertAsync("merge", new Order(4, "new4", 10), merge: "side");
        Assert.Equal("merge: Changed Price 8>10", (await story.RowAsync("4"))[0]);
        Assert.Equal("merge", (await (await story.Lake.AtAsync("main")).Table("orders").BlameRowAsync(["4"])).Commit.Record.Message);
    }

    [Fact]
    public async Task Commits_whose_files_cannot_hold_the_row_read_no_data_file()
    {
        var counting = new CountingStore(new MemoryStore());
        await using var lake = await Lake.CreateAsync(counting);
        var story = new Story(lake);
        await story.CreateOrdersAsync();
        for (var i = 0; i < 8; i++)
        {
            var from = 1000 * (i + 1);
            await story.DoAsync($"{i}", async change => await change.Table("orders").AppendAsync(Story.Rows(Enumerable.Range(from, 5).Select(id => new Order(id, "x", 1)))));
        }

        var parquet = new ReadFiles(lake.Options.Parquet);
        await using var again = await Lake.OpenAsync(counting, new LakeOptions { Parquet = parquet });
        Assert.Equal(["create: Inserted"], await new Story(again).RowAsync("4"));
        Assert.Equal(1, parquet.Opened);
    }

    [Fact]
    public async Task A_key_that_names_no_row_or_several_is_told()
    {
        var story = await Story.BeginAsync(store);
        await story.CreateOrdersAsync();
        var table = (await story.Lake.AtAsync("main")).Table("orders");
        await Fails(LakeErrorKind.NotFound, "no row with the key 99", () => table.BlameRowAsync(["99"]).AsTask());
        await Fails(LakeErrorKind.Invalid, "'many' is no value of the key's column 'Id'", () => table.BlameRowAsync(["many"]).AsTask());
        await Fails(LakeErrorKind.Invalid, "1 column (Id), but 2 values were given", () => table.BlameRowAsync(["1", "2"]).AsTask());
        await Fails(LakeErrorKind.Invalid, "Did you mean 'State'", () => table.BlameRowAsync(["1"], ["Stat"]).AsTask());
        await story.DoAsync("double", async change => await change.Table("orders").AppendAsync(Story.Rows([new Order(4, "x", 1)])));
        var twice = (await story.Lake.AtAsync("main")).Table("orders");
        await Fails(LakeErrorKind.Invalid, "has 2 rows where Id = 4", () => twice.BlameRowAsync(["4"]).AsTask());
        Assert.Equal("double", (await twice.BlameRowAsync(["4", "x"], ["Id", "State"])).Commit.Record.Message);
    }

    private static async Task Fails(LakeErrorKind kind, string words, Func<Task> act)
    {
        var e = await Assert.ThrowsAsync<LakeException>(act);
        Assert.Equal(kind, e.Kind);
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
    }

    // A cell is told by the name that its column had then.
    private static IEnumerable<string> Renamed(IEnumerable<string> told) => told.Select(line => line.Replace("State", "Status", StringComparison.Ordinal));
}
