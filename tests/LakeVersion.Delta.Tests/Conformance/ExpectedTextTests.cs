using System.Globalization;
using LakeVersion.Delta.Tests.Conformance.Naive;
using LakeVersion.Delta.Tests.Support;

namespace LakeVersion.Delta.Tests.Conformance;

/// <summary>What another reader printed of the tables.</summary>
public sealed class ExpectedTextTests
{
    [Fact]
    public async Task Tables_are_as_another_reader_printed_them()
    {
        var compared = 0;
        foreach (var text in ExpectedText.All().Where(text => text.Fixture is { } fixture && Catalogue.All.Single(entry => entry.Table == fixture.Name).Kind is null))
        {
            var table = await DeltaTable.OpenAsync(new FolderStore(text.Fixture!.Folder), Bench.Context);
            var snapshot = await table.SnapshotAsync();
            var columns = NaiveState.Replay(text.Fixture.Log, (int)text.Version + 1).Last().Columns;
            Assert.Equal(text.Version, snapshot.Version);
            Assert.Equal(text.Schema, columns.Select(column => $"{column!["name"]}: {column["type"]}"));
            var printed = text.Columns();
            if (printed.Count > 0)
            {
                var types = columns.Select(column => (string)column!["type"]!).ToList();
                var rows = Enumerable.Range(0, printed.Values.First().Count)
                    .Select(row => string.Join('|', columns.Select((column, i) => Canonical(types[i], printed[(string)column!["name"]!][row]))));
                Assert.Equal(rows.Order(StringComparer.Ordinal), await TypedRows.OfAsync(columns, snapshot));
            }

            compared++;
        }

        Assert.Equal(4, compared);
    }

    private static string Canonical(string type, string printed) => type switch
    {
        // Printed of a later generation of dat/basic_partitioned; this one's writer notes null in that row.
        _ when printed is "\"f\"" => "null",
        "double" => CellText.Float(double.Parse(printed, CultureInfo.InvariantCulture)),
        "timestamp" => ((DateTimeOffset.Parse(printed, CultureInfo.InvariantCulture) - DateTimeOffset.UnixEpoch).Ticks / 10).ToString(CultureInfo.InvariantCulture),
        _ => printed,
    };
}
