using LakeVersion.Storage;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Staging;
using LakeVersion.Versioning.Tests.Logs;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Versioning.Tests.Collection;

/// <summary>Movements that publish content again which a collection lets go of, or just uploaded.</summary>
internal static class Republishing
{
    public static IReadOnlyDictionary<string, Func<TestLake, Task>> All { get; } = new Dictionary<string, Func<TestLake, Task>>
    {
        ["branch"] = async lake => await lake.Lake.Births.CreateAsync(RefName.Branch("new"), await OldAsync(lake), TestLake.Log),
        ["tag"] = async lake => await lake.Lake.Births.CreateAsync(RefName.Tag("v1"), await OldAsync(lake), TestLake.Log),
        ["keep"] = async lake =>
        {
            var old = await OldAsync(lake);
            await lake.Lake.Births.CreateAsync(RefName.Keep(old.Commit), old, TestLake.Log);
        },
        ["reset"] = async lake => await lake.Lake.Moves.ResetAsync(TestLake.Main, await OldAsync(lake), LogOperation.Reset, TestLake.Log),
        ["restore"] = async lake => await lake.Lake.Moves.RestoreAsync(RefName.Branch("gone"), TestLake.Log),
        ["fast-forward"] = async lake =>
        {
            var old = await OldAsync(lake);
            await lake.Lake.Moves.FastForwardAsync(TestLake.Main, await lake.Lake.Commits.ReadAsync(old.Commit), old.Source, TestLake.Log);
        },
        ["copy"] = async lake =>
        {
            var old = await OldAsync(lake);
            var tree = lake.Lake.TreeOf(await lake.Lake.Commits.ReadAsync(old.Commit));
            await using var transaction = await lake.BeginAsync();
            transaction.Use(old.Source!.Value);
            transaction.Put(LakePath.Parse("copied"), (await tree.GetAsync(LakePath.Parse("dev")))!);
            await transaction.CommitAsync(TestLake.Commit("copy"));
        },
        ["put"] = async lake => await lake.PutAsync("new", "1"),
        ["staged"] = async lake =>
        {
            var id = await StagedTransaction.BeginAsync(lake.Lake, TestLake.Main, TestLake.Log);
            await using (var step = await StagedTransaction.OpenAsync(lake.Lake, id, new TransactionOptions()))
            {
                await TestLake.PutAsync(step.Transaction, "s", "1");
                await step.SaveAsync("put s", TestLake.Log);
            }

            await using var last = await StagedTransaction.OpenAsync(lake.Lake, id, new TransactionOptions());
            await last.CommitAsync(TestLake.Commit("staged"));
        },
    };

    /// <summary>A lake whose past is let go of by the next collection, and a clock behind which that past may be deleted.</summary>
    public static async Task<IObjectStore> PrepareAsync(InstantTime time)
    {
        var store = await ShortEpochs.CreateAsync(time);
        var lake = await ShortEpochs.OpenAsync(store, time);
        await Work.PrepareAsync(lake);
        await lake.PutAsync("dev", "3", "dev");
        await using (var dropped = await lake.BeginAsync())
        {
            await TestLake.PutAsync(dropped, "dropped", "1");
            await dropped.Upload.FlushAsync();
        }

        await ShortEpochs.RuleAsync(lake, 1);
        time.Advance(TimeSpan.FromSeconds(10));
        return store;
    }

    private static async Task<BirthState> OldAsync(TestLake lake)
    {
        var source = new LogState("refs/branches/dev", 4);
        return new BirthState((await lake.Lake.Logs.ReadAsync(source.Log, source.N)).Entry.After!.Value, source);
    }
}
