using System.Globalization;
using System.Text.RegularExpressions;
using LakeVersion.Delta.Changes;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Changes;

/// <summary>The change data feeds of tables that Spark wrote, with what their writers did to them.</summary>
public sealed partial class FixtureChangesTests
{
    // Each is read as "version type first-cells", the cells of a range of whole numbers written as a..b.
    public static TheoryData<string, long, long, string> Feeds => new()
    {
        { "cdf-table-simple", 0, 0, "0 insert 0..9" },
        { "cdf-table-simple", 1, 1, "1 delete 0..9" },
        { "cdf-table-simple", 2, 2, "2 insert 20..24" },
        { "cdf-table-simple", 0, 2, "0 insert 0..9; 1 delete 0..9; 2 insert 20..24" },
        { "cdf-table-update-ops", 0, 2, "0 insert 0..9; 1 update_pre 20..24; 2 update_post 30..34" },
        { "cdf-table-data-change", 0, 1, "0 insert 0..9" },
        { "cdf-table-delete-unconditional", 0, 1, "0 insert 0..9; 1 delete 0..9" },
        { "cdf-table-delete-conditional-all-rows", 0, 1, "0 insert 0..9; 1 delete 0..9" },
        { "cdf-table-delete-conditional-two-rows", 0, 1, "0 insert 0..9; 1 delete 2; 1 delete 8" },
        {
            "cdf-table-with-dv", 0, 6,
            "0 insert 0..9; 1 delete 0; 1 delete 9; 2 insert 0; 2 insert 9; 3 delete 0..1; 3 delete 4..5; 4 insert 1; 4 insert 4; "
            + "5 insert 0; 5 insert 5; 5 delete 3; 6 insert 3"
        },
        {
            "cdf-table-partitioned", 0, 2,
            "0 insert 0|old|0; 0 insert 1|old|1; 0 insert 2|old|0; 0 insert 3|old|1; 0 insert 4|old|0; 0 insert 5|old|1; "
            + "1 delete 3|old|1; 1 update_preimage 1|old|1; 1 update_postimage 1|new|1; 2 delete 0|old|0; 2 delete 2|old|0; 2 delete 4|old|0"
        },
        {
            "cdf-table-backtick-column-names", 0, 1,
            "0 insert 2|10|{field:1,field.one:2}; 0 insert 4|10|{field:1,field.one:2}; "
            + "1 insert 1|10|{field:1,field.one:2}; 1 insert 3|10|{field:1,field.one:2}; 1 insert 5|10|{field:1,field.one:2}"
        },
        {
            "cdf-column-mapping-name-mode", 1, 4,
            "2 update_preimage 2|Bob|200; 2 update_postimage 2|Bob|250; 3 insert 4|David|400; 4 delete 1|Alice|100"
        },
        {
            "cdf-column-mapping-name-mode-3-7", 1, 4,
            "2 update_preimage 2|Bob|200; 2 update_postimage 2|Bob|250; 3 insert 4|David|400; 4 delete 1|Alice|100"
        },
        {
            "cdf-column-mapping-id-mode", 1, 4,
            "2 update_preimage 2|Frank|250; 2 update_postimage 2|Frank|275; 3 insert 4|Henry|450; 4 delete 3|Grace|350"
        },
        {
            "cdf-table", 1, 3,
            "1 update_preimage 2|Bob|2023-12-23; 1 update_postimage 2|Bob|2023-12-22; 1 update_preimage 3|Dave|2023-12-23; 1 update_postimage 3|Dave|2023-12-22; "
            + "1 update_preimage 4|Kate|2023-12-23; 1 update_postimage 4|Kate|2023-12-22; 2 update_preimage 5|Emily|2023-12-24; 2 update_postimage 5|Emily|2023-12-29; "
            + "2 update_preimage 6|Carl|2023-12-24; 2 update_postimage 6|Carl|2023-12-29; 2 update_preimage 7|Dennis|2023-12-24; "
            + "2 update_postimage 7|Dennis|2023-12-29; 3 delete 7|Dennis|2023-12-29"
        },
        {
            "cdf-table-with-cdc-and-dvs", 0, 13,
            "0 insert 1|initial; 1 insert 2|insert1; 1 insert 3|insert1-delete1; 1 insert 4|insert1-delete2; 1 insert 5|insert1-delete2; 2 delete 3|insert1-delete1; "
            + "4 insert 3|insert1-delete1; 5 delete 4|insert1-delete2; 5 delete 5|insert1-delete2; 7 insert 4|insert1-delete2; 8 insert 5|insert2; "
            + "9 update_preimage 1|initial; 9 update_postimage 1|update1; 9 update_preimage 2|insert1; 9 update_postimage 2|update1; "
            + "9 update_preimage 3|insert1-delete1; 9 update_postimage 3|update1; 10 delete 1|update1; 12 update_preimage 2|update1; 12 update_postimage 2|update2"
        },
        {
            "cdf-table-with-cdc-and-dvs", 14, 25,
            "14 insert 6|insert3; 14 insert 7|insert3; 15 insert 8|insert4; 15 insert 9|insert4; 16 delete 8|insert4; 16 delete 7|insert3; "
            + "18 insert 10|merge1-insert; 18 insert 11|merge1-insert; 18 update_postimage 9|merge1-update; 18 update_preimage 9|insert4; "
            + "20 update_preimage 11|merge1-insert; 20 update_postimage 11|; 22 insert 12|merge2-insert; 22 delete 11|; 24 delete 3|update1; "
            + "24 delete 4|insert1-delete2; 24 delete 5|insert2; 24 delete 2|update2; 24 delete 6|insert3; 24 delete 9|merge1-update; "
            + "25 insert 0|new; 25 insert 1|after-large-delete; 25 insert 2|"
        },
    };

    [Theory]
    [MemberData(nameof(Feeds))]
    public async Task A_feed_tells_what_was_done(string name, long from, long to, string expected)
    {
        var table = await OpenAsync(name);
        var changes = await table.ChangesAsync(from, to);

        var found = await RowsAsync(changes);

        Assert.Equal(Expand(Dates().Replace(expected, Days)).Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        var versions = found.Select(row => long.Parse(row.Split(' ')[0])).ToList();
        Assert.Equal(versions.Order(), versions);
    }

    [Theory]
    [InlineData("table-with-cdf", 0, 1, "version 2", 2)]
    [InlineData("cdf-column-mapping-name-mode", 0, 4, "version 0", 0)]
    public async Task A_range_with_a_version_that_recorded_nothing_is_refused_by_its_name(string name, long from, long to, string words, long off)
    {
        var table = await OpenAsync(name);
        var e = await FailsAsync(LakeErrorKind.NotFound, () => table.ChangesAsync(from, Math.Max(to, off)).AsTask());
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        Assert.Contains("delta.enableChangeDataFeed", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_that_came_to_be_required_is_refused_by_its_name()
    {
        var table = await OpenAsync("table-with-cdf");
        var e = await FailsAsync(LakeErrorKind.Unsupported, () => table.ChangesAsync(3, 4).AsTask());
        Assert.Contains("column 'id' may be null", e.Message, StringComparison.Ordinal);
    }

    private static Task<DeltaTable> OpenAsync(string name)
    {
        var folder = Path.Combine(Fixtures.Delta(), "kernel", name);
        Assert.SkipUnless(Directory.Exists(folder), "fixtures not found");
        return DeltaTable.OpenAsync(new FolderStore(folder), Context).AsTask();
    }

    private static async Task<List<string>> RowsAsync(TableChanges changes)
    {
        var rows = new List<string>();
        List<string> columns = [ChangeColumns.Version, ChangeColumns.Type, .. changes.Schema.FieldsList.Select(field => field.Name).Where(name => name[0] != '_')];
        await foreach (var batch in changes.ReadAsync(columns))
        {
            rows.AddRange(Cells.Rows(batch).Select(row => row.Split('|', 3)).Select(cells => $"{cells[0]} {cells[1]} {cells[2]}"));
        }

        return rows;
    }

    // Cells are written as they are stored: a date is a number of days.
    private static string Days(Match date) => $"{DateOnly.Parse(date.Value, CultureInfo.InvariantCulture).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber}";

    [GeneratedRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}")]
    private static partial Regex Dates();

    private static IEnumerable<string> Expand(string expected) => expected.Split("; ").SelectMany(part => part.Split("..") is [var first, var last]
        ? Numbers(first, int.Parse(last))
        : [part]);

    private static IEnumerable<string> Numbers(string first, int last)
    {
        var space = first.LastIndexOf(' ') + 1;
        var begin = int.Parse(first[space..]);
        return Enumerable.Range(begin, last - begin + 1).Select(number => first[..space] + number);
    }
}
