using Apache.Arrow;
using LakeVersion.Changes;
using LakeVersion.Delta.Altering;
using LakeVersion.Delta.Optimizing;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Tests;

/// <summary>Changes of tables under an idempotency key: the same step tried again is found, another one refused (decision 0013).</summary>
public sealed class TableRequestTests
{
    private static readonly Dictionary<string, Func<TransactionTable, ValueTask>> Steps = new(StringComparer.Ordinal)
    {
        ["delete"] = async table => await table.DeleteAsync(Day.EqualTo(3L)),
        ["delete others"] = async table => await table.DeleteAsync(Day.EqualTo(4L)),
        ["update"] = async table => await table.UpdateAsync(Day.EqualTo(3L), Station("'x'")),
        ["update otherwise"] = async table => await table.UpdateAsync(Day.EqualTo(3L), Station("'y'")),
        ["upsert"] = async table => await table.UpsertAsync(Weather.Rows(5, 10), ["Day"]),
        ["upsert others"] = async table => await table.UpsertAsync(Weather.Rows(5, 11), ["Day"]),
        ["optimize"] = async table => await table.OptimizeAsync(),
        ["optimize otherwise"] = async table => await table.OptimizeAsync(new OptimizeOptions { ClusterBy = ["Day"] }),
        ["set"] = async table => await table.ChangeAsync(new SetProperties { Properties = new Dictionary<string, string> { ["a"] = "b" } }),
        ["set otherwise"] = async table => await table.ChangeAsync(new SetProperties { Properties = new Dictionary<string, string> { ["a"] = "c" } }),
        ["alter"] = async table => await table.ChangeAsync(new AlterColumn("Wind") { Comment = "m/s" }),
        ["alter otherwise"] = async table => await table.ChangeAsync(new AlterColumn("Wind") { Comment = "knots" }),
        ["batch"] = table => table.OverwriteAsync(Weather.Rows(5, 2), new OverwriteOptions { Application = new ApplicationBatch("app", 7) }),
        ["other batch"] = table => table.OverwriteAsync(Weather.Rows(5, 2), new OverwriteOptions { Application = new ApplicationBatch("app", 8) }),
        ["replace"] = table => table.OverwriteAsync(Weather.Rows(5, 2), new OverwriteOptions { ReplaceWhere = Day.Between(5L, 6L) }),
        ["replace more"] = table => table.OverwriteAsync(Weather.Rows(5, 2), new OverwriteOptions { ReplaceWhere = Day.Between(5L, 7L) }),
    };

    private readonly IObjectStore store = TestStores.Open();

    public static TheoryData<string> Names => [.. Steps.Keys];

    private static ColumnPath Day => ColumnPath.Of("Day");

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_step_tried_again_is_found_and_any_other_refused(string name)
    {
        await using var lake = await Lake.CreateAsync(store, new LakeOptions { Author = "ada" });
        await using (var load = await lake.Branch("main").BeginAsync())
        {
            await load.Table("weather").AppendAsync(Weather.Rows(0, 10));
            await load.Table("weather").AppendAsync(Weather.Rows(10, 10));
            await load.CommitAsync("load");
        }

        var first = await StepAsync(lake, name);
        await using (var other = await lake.Branch("main").BeginAsync())
        {
            await other.Table("weather").AppendAsync(Weather.Rows(50, 3));
            await other.CommitAsync("other");
        }

        var after = (await lake.AtAsync("main")).Commit.Id;
        var second = await StepAsync(lake, name);
        Assert.Equal(first.Commit.Id, second.Commit.Id);
        foreach (var another in Steps.Keys.Where(other => other != name))
        {
            await using var change = await lake.Branch("main").BeginAsync();
            if (await FailsAsync(Steps[another], change.Table("weather")))
            {
                continue;
            }

            var refused = await Assert.ThrowsAsync<LakeException>(() => change.CommitAsync(Keyed).AsTask());
            Assert.True(refused.Kind == LakeErrorKind.Conflict, $"{another} after {name}: {refused.Message}");
        }

        Assert.Equal(after, (await lake.AtAsync("main")).Commit.Id);
    }

    [Fact]
    public async Task A_batch_that_makes_its_table_is_written_once()
    {
        await using var lake = await Lake.CreateAsync(store, new LakeOptions { Author = "ada" });
        for (var run = 0; run < 2; run++)
        {
            await using var change = await lake.Branch("main").BeginAsync();
            await change.Table("weather").AppendAsync(Weather.Rows(0, 3), new AppendOptions { Application = new ApplicationBatch("app", 1) });
            await change.CommitAsync("batch");
        }

        Assert.Equal([0, 1, 2], await Weather.DaysAsync((await (await lake.AtAsync("main")).Table("weather").OpenAsync()).ReadAsync()));
    }

    private static CommitOptions Keyed => new() { Message = "step", Author = "ada", IdempotencyKey = "step-1" };

    private static Dictionary<string, ValueExpression> Station(string value) => new() { ["Station"] = ValueText.Parse(value, new Schema([], null)) };

    private static async Task<bool> FailsAsync(Func<TransactionTable, ValueTask> step, TransactionTable table)
    {
        try
        {
            await step(table);
            return false;
        }
        catch (LakeException e) when (e.Kind is LakeErrorKind.Invalid or LakeErrorKind.Conflict)
        {
            return true;
        }
    }

    private static async Task<CommitResult> StepAsync(Lake lake, string name)
    {
        await using var change = await lake.Branch("main").BeginAsync();
        await Steps[name](change.Table("weather"));
        return await change.CommitAsync(Keyed);
    }
}
