using System.Text;
using LakeVersion.Storage;
using LakeVersion.Versioning.Collection.Retention;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Staging;
using LakeVersion.Versioning.Tests.Logs;
using LakeVersion.Versioning.Transactions;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Tests.Collection;

/// <summary>A random history with collections in between, and a plain record of what each commit holds.</summary>
internal sealed class CollectorHistory(int seed)
{
    private static readonly string[] Names = ["main", "dev", "dev/a", "dev/b", "exp"];

    private readonly Random random = new(seed);
    private readonly InstantTime time = new();
    private readonly Dictionary<CommitId, string> content = [];
    private readonly List<Id128> staged = [];
    private TestLake lake = null!;
    private IObjectStore store = null!;
    private long swept;

    /// <summary>Runs it; how much was swept.</summary>
    public async Task<long> RunAsync(int steps)
    {
        store = await ShortEpochs.CreateAsync(time, seed + 1);
        lake = await ShortEpochs.OpenAsync(store, time);
        await lake.BranchAsync("dev");
        await lake.BranchAsync("dev/a");
        for (var i = 0; i < steps; i++)
        {
            try
            {
                await StepAsync();
            }
            catch (LakeException e) when (e.Kind is LakeErrorKind.Expired or LakeErrorKind.Conflict or LakeErrorKind.Refused or LakeErrorKind.NotFound or LakeErrorKind.Invalid)
            {
                // Half of what is tried makes no sense; what is refused changes nothing.
            }

            await NoteAsync();
            time.Advance(TimeSpan.FromMilliseconds(random.Next(1500)));
        }

        swept += await ShortEpochs.CollectAsync(lake, time);
        await CheckAsync(isThrough: true);
        return swept;
    }

    private async Task StepAsync()
    {
        switch (random.Next(22))
        {
            case 0 or 1 or 2 or 3 or 17 or 18 or 19 or 20 or 21:
                await CommitAsync(Pick(Names));
                break;
            case 4:
                await lake.BranchAsync(Pick(Names), await AnyRevisionAsync());
                break;
            case 5:
                var at = await lake.Lake.Revisions.ResolveAsync(await AnyRevisionAsync());
                await lake.Lake.Births.CreateAsync(random.Next(2) == 0 ? RefName.Tag($"t{random.Next(3)}") : RefName.Keep(at.Commit.Id), at.AsBirth, TestLake.Log);
                break;
            case 6:
                await lake.Lake.Moves.DeleteAsync(await AnyNameAsync(), TestLake.Log);
                break;
            case 7:
                await lake.Lake.Moves.RestoreAsync(await AnyNameAsync(), TestLake.Log);
                break;
            case 8:
                await lake.ResetAsync(Pick(Names), await AnyRevisionAsync());
                break;
            case 9:
                await CopyAsync(Pick(Names), await AnyRevisionAsync());
                break;
            case 10:
                var from = await lake.Lake.Revisions.ResolveAsync(Pick(Names));
                await lake.Lake.Moves.FastForwardAsync(RefName.Branch(Pick(Names)), from.Commit, from.Source, TestLake.Log);
                break;
            case 11:
                await StageAsync();
                break;
            case 12:
                await DropAsync();
                break;
            case 13 or 15:
                await RuleAsync();
                break;
            case 14:
                await lake.Lake.Moves.RenameAsync(RefName.Branch(Pick(Names)), RefName.Branch(Pick(Names)), TestLake.Log);
                break;
            default:
                time.Advance(TimeSpan.FromSeconds(random.Next(6)));
                await CollectAsync();
                break;
        }
    }

    private async Task CollectAsync()
    {
        var fresh = await ShortEpochs.OpenAsync(store, time);
        var plan = await fresh.Lake.Collector.PlanAsync(ShortEpochs.OneByOne);
        var result = await fresh.Lake.Collector.RunAsync(ShortEpochs.OneByOne);
        swept += result.Freed?.FreedCount ?? 0;
        if (result.Freed is { } freed && plan.K == result.K)
        {
            Assert.Equal(plan.Freed!.FreedBytes, freed.FreedBytes);
        }

        await CheckAsync(result.Freed is not null);
    }

    private async Task CommitAsync(string branch)
    {
        await using var transaction = await lake.BeginAsync(branch);
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var path = $"{Pick("f", "g", "h")}/{random.Next(4)}";
            if (random.Next(4) == 0)
            {
                transaction.Delete(LakePath.Parse(path));
            }
            else
            {
                await TestLake.PutAsync(transaction, path, random.Next(12) == 0 ? new string((char)('a' + random.Next(3)), 1_100_000) : $"{random.Next(5)}");
            }
        }

        await transaction.CommitAsync(TestLake.Commit("commit"));
    }

    private async Task CopyAsync(string branch, string revision)
    {
        var source = await lake.Lake.Revisions.ResolveAsync(revision);
        var items = await lake.Lake.TreeOf(source.Commit).ScanAsync(new TreeScan()).ToListAsync();
        if (items.Count == 0)
        {
            return;
        }

        await using var transaction = await lake.BeginAsync(branch);
        if (source.Source is { } state)
        {
            transaction.Use(state);
        }

        var item = items[random.Next(items.Count)];
        transaction.Put(LakePath.Parse($"copies/{random.Next(4)}"), item.Entry!);
        await transaction.CommitAsync(TestLake.Commit("copy"));
    }

    private async Task StageAsync()
    {
        if (staged.Count == 0 || random.Next(3) == 0)
        {
            staged.Add(await StagedTransaction.BeginAsync(lake.Lake, RefName.Branch(Pick(Names)), TestLake.Log));
        }

        var id = staged[random.Next(staged.Count)];
        await using var step = await StagedTransaction.OpenAsync(lake.Lake, id, new TransactionOptions());
        switch (random.Next(4))
        {
            case 0:
                await step.AbortAsync(TestLake.Log);
                break;
            case 1:
                await step.CommitAsync(TestLake.Commit("staged"));
                break;
            default:
                await TestLake.PutAsync(step.Transaction, $"staged/{random.Next(4)}", $"{random.Next(5)}");
                await step.SaveAsync("put", TestLake.Log);
                break;
        }
    }

    private async Task DropAsync()
    {
        await using var dropped = await lake.BeginAsync(Pick(Names));
        await TestLake.PutAsync(dropped, "dropped", $"{random.Next()}");
        await dropped.Upload.FlushAsync();
    }

    private async Task RuleAsync()
    {
        var name = $"r{random.Next(2)}";
        if (random.Next(3) == 0)
        {
            await lake.Lake.Retention.RemoveAsync(name, TestLake.Log);
            return;
        }

        var rule = new RetentionRule
        {
            Name = name,
            Branches = [Pick("*", "*", "main", "dev*")],
            Tags = random.Next(2) == 0 ? ["*"] : [],
            Count = random.Next(2) == 0 ? random.Next(1, 4) : null,
            Age = random.Next(2) == 0 ? TimeSpan.FromSeconds(random.Next(10)) : null,
            Deleted = TimeSpan.FromSeconds(random.Next(10)),
        };
        await lake.Lake.Retention.SetAsync(rule, TestLake.Log);
    }

    // What each new commit holds, while it is certainly there.
    private async Task NoteAsync()
    {
        foreach (var named in await lake.Lake.Catalog.ListAsync(RefKind.Branch))
        {
            var id = named.Head.Entry.After!.Value;
            if (!content.ContainsKey(id))
            {
                content[id] = await ContentAsync(lake, id);
            }
        }
    }

    private static async Task<string> ContentAsync(TestLake lake, CommitId id)
    {
        var text = new StringBuilder();
        await foreach (var item in lake.Lake.TreeOf(await lake.Lake.Commits.ReadAsync(id)).ScanAsync(new TreeScan()))
        {
            text.Append($"{item.Path}={ContentHash.Of((await lake.Lake.Content.ReadAsync(item.Entry!)).Span)} ");
        }

        return text.ToString();
    }

    // A fresh process sees all that is kept as it was, and is told that the rest expired.
    private async Task CheckAsync(bool isThrough)
    {
        Assert.Equal("", await KeptWorld.MissingAsync(store));
        if (isThrough)
        {
            Assert.Empty(await KeptWorld.GarbageAsync(store));
        }

        var fresh = await ShortEpochs.OpenAsync(store, time);
        Assert.Equal("", await fresh.FaultsAsync());
        foreach (var (id, text) in content)
        {
            try
            {
                var resolved = await fresh.Lake.Revisions.ResolveAsync(id.ToString());
                Assert.Equal(text, await ContentAsync(fresh, resolved.Commit.Id));
            }
            catch (LakeException e)
            {
                Assert.Equal((LakeErrorKind.Expired, ""), (e.Kind, e.Message.Contains("expired by gc", StringComparison.Ordinal) ? "" : e.Message));
            }
        }
    }

    private async Task<string> AnyRevisionAsync()
    {
        var name = Pick(Names);
        var head = await lake.Lake.Logs.HeadAsync(RefName.Branch(name).Log);
        return random.Next(3) == 0 || head is null ? name : $"{name}@{{#{random.NextInt64(1, head.Entry.N + 1)}}}";
    }

    private async Task<RefName> AnyNameAsync()
    {
        var kind = Pick(RefKind.Branch, RefKind.Branch, RefKind.Tag, RefKind.Keep);
        var names = await lake.Lake.Logs.NamesAsync(kind).ToListAsync();
        return names.Count == 0 ? RefName.Branch("exp") : names[random.Next(names.Count)];
    }

    private T Pick<T>(params T[] items) => items[random.Next(items.Length)];
}
