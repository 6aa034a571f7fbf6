using LakeVersion.Delta.Changes;
using LakeVersion.Delta.Tests.Support;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Changes;

/// <summary>What changes are for: applied to the rows before them, they give the rows after them.</summary>
[Trait("store", "none")]
public sealed class ReplayedChangesTests
{
    [Theory]
    [InlineData("cdf-table", 0)]
    [InlineData("cdf-table-non-partitioned", 0)]
    [InlineData("cdf-table-partitioned", 0)]
    [InlineData("cdf-table-data-change", 0)]
    [InlineData("cdf-table-delete-conditional-all-rows", 0)]
    [InlineData("cdf-table-delete-conditional-two-rows", 0)]
    [InlineData("cdf-table-delete-unconditional", 0)]
    [InlineData("cdf-table-with-dv", 0)]
    [InlineData("cdf-table-with-cdc-and-dvs", 0)]
    [InlineData("cdf-column-mapping-name-mode", 1)]
    [InlineData("cdf-column-mapping-name-mode-3-7", 1)]
    [InlineData("cdf-column-mapping-id-mode", 1)]
    public async Task Changes_lead_from_each_version_to_each_later_one(string name, long first)
    {
        var folder = Path.Combine(Fixtures.Delta(), "kernel", name);
        Assert.SkipUnless(Directory.Exists(folder), "fixtures not found");
        var table = await DeltaTable.OpenAsync(new FolderStore(folder), Context);
        var newest = (await table.SnapshotAsync()).Version;
        for (var from = first; from <= newest; from++)
        {
            for (var to = from; to <= newest; to++)
            {
                var rows = from == 0 ? [] : await (await table.SnapshotAsync(from - 1)).RowsAsync();
                await ApplyAsync(rows, await table.ChangesAsync(from, to));
                var expected = await (await table.SnapshotAsync(to)).RowsAsync();
                Assert.Equal(expected.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
            }
        }
    }

    private static async Task ApplyAsync(List<string> rows, TableChanges changes)
    {
        List<string> columns = [ChangeColumns.Type, .. changes.Schema.FieldsList.Select(field => field.Name).SkipLast(3)];
        var (gone, come) = (new List<string>(), new List<string>());
        await foreach (var batch in changes.ReadAsync(columns))
        {
            foreach (var cells in Cells.Rows(batch).Select(row => row.Split('|', 2)))
            {
                (cells[0] is "delete" or "update_preimage" ? gone : come).Add(cells[1]);
            }
        }

        // A row may be removed before it came, in the order of the files of one version.
        rows.AddRange(come);
        Assert.All(gone, row => Assert.True(rows.Remove(row), $"'{row}' was deleted and had not been there"));
    }
}
