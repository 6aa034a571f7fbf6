using Apache.Arrow;
using CsCheck;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Expressions;
using LakeVersion.Rows.Tests.Support.Predicates;

namespace LakeVersion.Delta.Tests.Reading.Pruning;

/// <summary>Random predicates on random tables. A case is a predicate on a table; a number makes both, and the failing one is printed.</summary>
[Trait("store", "none")]
public sealed class PruningPropertyTests(ITestOutputHelper output)
{
    private const int PredicatesPerTable = 10;
    private int files;
    private int left;
    private int rows;

    [Fact]
    public void Pruned_reads_equal_unpruned_reads_filtered_afterwards() => Check(60);

    [Fact]
    [Trait("tier", "long")]
    public void Pruned_reads_equal_unpruned_reads_filtered_afterwards_in_ten_thousand_cases() => Check(1_000);

    private void Check(int tables)
    {
        Gen.Int.Sample(seed => RunAsync(seed).GetAwaiter().GetResult(), iter: tables, threads: 1, writeLine: output.WriteLine);
        output.WriteLine($"{tables * PredicatesPerTable} cases: of {files} files {left} were opened; {rows} rows passed.");
        Assert.InRange(left, 1, files * 8 / 10);
        Assert.InRange(rows, files / 2, int.MaxValue);
    }

    private async Task RunAsync(int seed)
    {
        var table = new AnyDeltaTable(seed);
        var snapshot = await table.CreateAsync();
        var random = new Random(seed);
        Assert.True(table.Rows.Select(row => row.Id).SequenceEqual(await IdsAsync(snapshot, null)), $"seed {seed}: expected {table.Rows.Count} rows in all.");
        for (var i = 0; i < PredicatesPerTable; i++)
        {
            var predicate = AnyPredicate.Next(random, table.Columns);
            var expected = table.Rows.Where(row => NaivePredicate.Judge(predicate, path => row.Cells[path]) == true).Select(row => row.Id).ToList();
            var found = await IdsAsync(snapshot, predicate);
            Assert.True(expected.SequenceEqual(found), $"seed {seed}: expected {string.Join(' ', expected)}, found {string.Join(' ', found)} for {predicate}");
            files += snapshot.Files.Count;
            left += snapshot.Prune(predicate).Count;
            rows += found.Count;
        }
    }

    private static async Task<List<long>> IdsAsync(DeltaSnapshot snapshot, Predicate? predicate)
    {
        var ids = new List<long>();
        await foreach (var batch in snapshot.ReadAsync(["id"], predicate))
        {
            ids.AddRange(((Int64Array)batch.Column(0)).Values);
        }

        // Files have no order that a log promises.
        ids.Sort();
        return ids;
    }
}
