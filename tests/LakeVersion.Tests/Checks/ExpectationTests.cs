using LakeVersion.Checks;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Rows.Records;
using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Tests.Tracing;

namespace LakeVersion.Tests.Checks;

public sealed class ExpectationTests
{
    private readonly IObjectStore store = TestStores.Open();
    private readonly Tenth time = new();

    [Fact]
    public async Task Rows_that_break_an_expectation_are_counted_and_shown()
    {
        var (lake, _) = await SalesAsync();
        Assert.Equal("t: Expected Price not null; 1 row is not so. For example: Id = 2, Price = null.", await TestAsync(lake, new NotNull("Price")));
        Assert.Equal("t: Expected Price of 0 at least; 1 row is not so. For example: Id = 3, Price = -1.5.", await TestAsync(lake, new InRange("Price", 0)));
        Assert.Equal(
            "t: Expected State to be one of 'new', 'paid'; 2 rows are not so. For example: Id = 4, State = odd; Id = 5, State = odd.",
            await TestAsync(lake, new AcceptedValues("State", [Scalar.Of("new"), Scalar.Of("paid")])));
        Assert.Equal(
            "t: Expected every row to keep to: Price > 2 or State = 'odd'; 2 rows are not so. For example: Id = 1, Price = 1, State = new; Id = 3, Price = -1.5, State = paid.",
            await TestAsync(lake, new EveryRow("Price > 2 or State = 'odd'")));
        Assert.Equal("t: Expected Id, State to be unique; 1 row repeats what another has. For example: Id = 5, State = 'odd' (2 rows).",
            await TestAsync(await WithAsync(lake, new Sale(5, "odd", 1, null)), new Unique("Id", "State")));
        Assert.Equal(5, (await ReportAsync(await WithAsync(lake, [.. Enumerable.Range(100, 9).Select(id => new Sale(id, null, null, null))]), new NotNull("Price")))
            .Results[0].Failures[0].Examples.Count);
    }

    [Fact]
    public async Task What_is_as_expected_passes()
    {
        var (lake, _) = await SalesAsync();
        Assert.Null(await TestAsync(
            lake,
            new NotNull("Id"),
            new InRange("Price", -2, 100),
            new AcceptedValues("State", [Scalar.Of("new"), Scalar.Of("paid"), Scalar.Of("odd")]),
            new Unique("Id"),
            new Unique("Id", "State"),
            new EveryRow("Price is null or Price > -10"),
            new RowCount { Min = 5, Max = 5 },
            new Fresh("Sold", TimeSpan.FromDays(6)),
            new ColumnsAre(new Dictionary<string, string> { ["Id"] = "int", ["State"] = "string", ["Price"] = "double", ["Sold"] = "timestamp" }, Exactly: true)));
    }

    [Fact]
    public async Task Counts_ages_and_columns_are_compared_with_what_is_there()
    {
        var (lake, before) = await SalesAsync();
        Assert.Equal("t: Expected 6 at least rows; found 5.", await TestAsync(lake, new RowCount { Min = 6 }));
        var more = await WithAsync(lake, new Sale(6, null, 1, null), new Sale(7, null, 1, null));
        var change = await (await more.AtAsync("main")).CheckAsync([new TableExpectations("c", "t", new RowCount { MaxChangePercent = 20 })], before);
        Assert.Equal("c: t: Expected the count of rows to change by 20 % at most; it went from 5 to 7, by +40 %.", Assert.Single(change.Faults));
        Assert.True((await (await more.AtAsync("main")).CheckAsync([new TableExpectations("c", "t", new RowCount { MaxChangePercent = 40 })], before)).Passed);
        Assert.Contains("2026-11-05 00:00:00 UTC or later; the newest is 2026-11-04", await TestAsync(lake, new Fresh("Sold", TimeSpan.FromDays(5))));
        Assert.Contains("it is of the type", await TestAsync(lake, new Fresh("State", TimeSpan.FromDays(5))));
        foreach (var age in (TimeSpan[])[TimeSpan.FromDays(1_000_000), TimeSpan.MaxValue])
        {
            Assert.Null(await TestAsync(lake, new Fresh("Sold", age)));
        }

        Assert.Contains("9999-12-31 23:59:59 UTC or later", await TestAsync(lake, new Fresh("Sold", TimeSpan.MinValue)));
        Assert.Equal(
            "t: Expected the columns Price long (it is double), Paid boolean (it is missing). Expected no other columns; found Id, State, Sold.",
            await TestAsync(lake, new ColumnsAre(new Dictionary<string, string> { ["Price"] = "bigint", ["Paid"] = "boolean" }, Exactly: true)));
    }

    [Fact]
    public async Task A_table_or_column_that_is_missing_and_a_test_that_does_not_fit_fail_the_check()
    {
        var (lake, _) = await SalesAsync();
        Assert.Contains("Expected a column 'Prize', but there is none. Did you mean 'Price'", await TestAsync(lake, new NotNull("Prize")));
        Assert.Contains("does not fit the table's columns", await TestAsync(lake, new EveryRow("Prize > 1")));
        Assert.Contains("does not fit the table's columns", await TestAsync(lake, new InRange("Price", Scalar.Of("much"))));
        var report = await (await lake.AtAsync("main")).CheckAsync([new TableExpectations("c", "tt", new NotNull("Id"))]);
        Assert.Contains("The table is not there. Did you mean 't'", Assert.Single(report.Faults));
    }

    [Fact]
    public async Task Statistics_prove_what_they_can_so_that_no_data_file_is_read()
    {
        var (lake, _) = await SalesAsync();
        var files = new ReadFiles(lake.Options.Parquet);
        await using var again = await Lake.OpenAsync(store, new LakeOptions { Parquet = files, Time = time });
        Assert.Null(await TestAsync(again, new NotNull("Id"), new InRange("Id", 0, 100), new RowCount { Min = 1 }, new EveryRow("Id >= 1")));
        Assert.Equal(0, files.Opened);
        Assert.NotNull(await TestAsync(again, new NotNull("Price")));
        Assert.Equal(1, files.Opened);
    }

    private static async Task<string?> TestAsync(Lake lake, params IReadOnlyList<Expectation> expectations) =>
        string.Join(" ", (await ReportAsync(lake, expectations)).Results[0].Failures) is { Length: > 0 } text ? text : null;

    private static async Task<CheckReport> ReportAsync(Lake lake, params IReadOnlyList<Expectation> expectations) =>
        await (await lake.AtAsync("main")).CheckAsync([new TableExpectations("c", "t", expectations)]);

    private async Task<Lake> WithAsync(Lake lake, params Sale[] sales)
    {
        await using var change = await lake.Branch("main").BeginAsync();
        await change.Table("t").AppendAsync(RowBatcher.ToBatches(sales).ToAsyncEnumerable());
        await change.CommitAsync("more");
        return lake;
    }

    private async Task<(Lake Lake, Snapshots.LakeSnapshot First)> SalesAsync()
    {
        var lake = await Lake.CreateAsync(store, new LakeOptions { Author = "ada", Time = time });
        await using (var change = await lake.Branch("main").BeginAsync())
        {
            await change.Table("t").CreateAsync(
                RowBatcher.SchemaOf<Sale>(), new CreateOptions { Properties = new Dictionary<string, string> { ["lakeversion.key"] = "Id" } });
            await change.CommitAsync("create");
        }

        await WithAsync(
            lake,
            new Sale(1, "new", 1, Day(1)),
            new Sale(2, "paid", null, Day(2)),
            new Sale(3, "paid", -1.5, Day(4)),
            new Sale(4, "odd", 4, null),
            new Sale(5, "odd", 5, Day(3)));
        return (lake, await lake.AtAsync("main"));
    }

    private static DateTimeOffset Day(int day) => new(2026, 11, day, 0, 0, 0, TimeSpan.Zero);

    private sealed class Tenth : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Day(10);
    }

    private sealed record Sale(int Id, string? State, double? Price, DateTimeOffset? Sold);
}
