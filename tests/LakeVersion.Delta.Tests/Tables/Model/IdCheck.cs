using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Tests.Support;

namespace LakeVersion.Delta.Tests.Tables.Model;

/// <summary>Ids of rows: one for each, the same as long as the row lives, and never another row's.</summary>
internal sealed class IdCheck(ModelRun run)
{
    private readonly Dictionary<int, long> known = [];
    private readonly Dictionary<long, int> owners = [];

    /// <summary>Looks at a version; they come in their order.</summary>
    public async Task VersionAsync(DeltaSnapshot snapshot, ModelVersion model)
    {
        if (!model.Is("delta.enableRowTracking"))
        {
            // Rows that are copied now get new ids.
            known.Clear();
            owners.Clear();
            return;
        }

        var rows = await StoredIds.ReadAsync(run.Store, snapshot, model[ModelColumn.Uid].Name);
        Assert.Equal(rows.Count, rows.Select(row => row.Id).Distinct().Count());
        var found = rows.ToLookup(row => row.Cell, row => row.Id);
        foreach (var group in model.Rows.GroupBy(row => row[ModelColumn.Uid] ?? "null"))
        {
            var (numbers, own) = (group.Select(row => row.Number).ToList(), found[group.Key].ToList());
            Assert.Equal(numbers.Count, own.Count);
            if (numbers.Count == 1)
            {
                Assert.Equal((snapshot.Version, numbers[0], own[0]), (snapshot.Version, numbers[0], known.GetValueOrDefault(numbers[0], own[0])));
                Assert.Equal((own[0], numbers[0]), (own[0], owners.GetValueOrDefault(own[0], numbers[0])));
                (known[numbers[0]], owners[own[0]]) = (own[0], numbers[0]);
            }
            else
            {
                // Rows of one text cannot be told apart: what is known of some must be among them.
                Assert.All(numbers.Where(known.ContainsKey), number => Assert.Contains(known[number], own));
            }
        }
    }
}
