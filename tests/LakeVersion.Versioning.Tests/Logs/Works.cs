using LakeVersion.Storage;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Staging;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Versioning.Tests.Logs;

/// <summary>A piece of work to be cut off everywhere: what a lake needs before it, and the work itself.</summary>
/// <param name="Prepare">Makes the state before; what it returns is handed to <paramref name="Act"/>.</param>
/// <param name="Act">The work, with so much patience for unclear answers.</param>
internal sealed record Work(Func<TestLake, Task<object?>> Prepare, Func<TestLake, object?, TimeSpan, Task> Act)
{
    /// <summary>What may be seen half-way, as a change of the state before; null where nothing may.</summary>
    public Func<TestLake, object?, Task>? Between { get; init; }

    /// <summary>True where doing it again after success makes a second one.</summary>
    public bool Repeats { get; init; }

    public static IReadOnlyDictionary<string, Work> All { get; } = new Dictionary<string, Work>
    {
        ["put"] = Of((lake, wait) => CommitAsync(lake, wait, "a")),
        ["many changes"] = Of((lake, wait) => CommitAsync(lake, wait, "a", "b/c", "b/d", "e")),
        ["branch create"] = Of((lake, wait) => lake.BranchAsync("new", options: Log(wait))),
        ["branch delete"] = Of((lake, wait) => lake.Lake.Moves.DeleteAsync(Dev, Log(wait)).AsTask()),
        ["branch restore"] = Of((lake, wait) => lake.Lake.Moves.RestoreAsync(RefName.Branch("gone"), Log(wait)).AsTask()),
        ["branch rename"] = Of((lake, wait) => lake.Lake.Moves.RenameAsync(Dev, RefName.Branch("renamed"), Log(wait)).AsTask()) with
        {
            Between = (lake, _) => lake.Lake.Moves.DeleteAsync(Dev, TestLake.Log).AsTask(),
        },
        ["tag create"] = Of(async (lake, wait) => await lake.Lake.Births.CreateAsync(
            RefName.Tag("v1"), (await lake.Lake.Revisions.ResolveAsync("main")).AsBirth, Log(wait))),
        ["keep create"] = Of(KeepAsync),
        ["reset"] = Of((lake, wait) => lake.ResetAsync("dev", "dev~1", Log(wait) with { IdempotencyKey = "reset" })),
        ["fast-forward"] = Of(async (lake, wait) =>
        {
            var dev = await lake.Lake.Revisions.ResolveAsync("dev");
            await lake.Lake.Moves.FastForwardAsync(TestLake.Main, dev.Commit, dev.Source, Log(wait));
        }),
        ["settings"] = Of((lake, wait) => lake.Lake.Settings.SetAsync("colour", "red", Log(wait)).AsTask()),
        ["staged begin"] = Of((lake, wait) => StagedTransaction.BeginAsync(lake.Lake, TestLake.Main, Log(wait)).AsTask()) with { Repeats = true },
        ["staged verb"] = Staged(async (transaction, _, wait) => await transaction.SaveAsync("put a", Log(wait)), saved: false),
        ["staged commit"] = Staged(async (transaction, _, wait) => await transaction.CommitAsync(Commit(wait)), saved: true) with
        {
            Between = async (lake, _) => await CommitAsync(lake, TimeSpan.FromMinutes(1), "s"),
        },
        ["staged abort"] = Staged(async (transaction, _, wait) => await transaction.AbortAsync(Log(wait)), saved: true),
    };

    private static RefName Dev { get; } = RefName.Branch("dev");

    public static async Task<object?> PrepareAsync(TestLake lake)
    {
        await lake.PutAsync("base", "0");
        await lake.BranchAsync("dev");
        await lake.PutAsync("dev", "1", "dev");
        await lake.PutAsync("dev", "2", "dev");
        await lake.BranchAsync("gone", "dev");
        await lake.Lake.Moves.DeleteAsync(RefName.Branch("gone"), TestLake.Log);
        return null;
    }

    private static LogOptions Log(TimeSpan patience) => TestLake.Log with { Patience = patience };

    private static CommitOptions Commit(TimeSpan patience) => TestLake.Commit("the work") with { Patience = patience };

    private static Work Of(Func<TestLake, TimeSpan, Task> act) => new(PrepareAsync, (lake, _, patience) => act(lake, patience));

    private static Work Staged(Func<StagedTransaction, TestLake, TimeSpan, Task> act, bool saved) => new(
        async lake =>
        {
            await PrepareAsync(lake);
            var id = await StagedTransaction.BeginAsync(lake.Lake, TestLake.Main, TestLake.Log);
            await using var transaction = await StagedTransaction.OpenAsync(lake.Lake, id, new TransactionOptions());
            if (saved)
            {
                await TestLake.PutAsync(transaction.Transaction, "s", "1");
                await transaction.SaveAsync("put s", TestLake.Log);
            }

            return id;
        },
        async (lake, id, patience) =>
        {
            await using var transaction = await StagedTransaction.OpenAsync(lake.Lake, (Id128)id!, new TransactionOptions());
            if (!saved)
            {
                await TestLake.PutAsync(transaction.Transaction, "s", "1");
            }

            await act(transaction, lake, patience);
        });

    private static async Task CommitAsync(TestLake lake, TimeSpan patience, params string[] paths)
    {
        await using var transaction = await lake.BeginAsync();
        foreach (var path in paths)
        {
            await TestLake.PutAsync(transaction, path, "1");
        }

        await transaction.CommitAsync(Commit(patience));
    }

    private static async Task KeepAsync(TestLake lake, TimeSpan patience)
    {
        var main = await lake.Lake.Revisions.ResolveAsync("main");
        await lake.Lake.Births.CreateAsync(RefName.Keep(main.Commit.Id), main.AsBirth, Log(patience));
    }
}
