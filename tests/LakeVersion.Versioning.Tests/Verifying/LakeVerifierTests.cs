using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Tests.Collection;
using LakeVersion.Versioning.Tests.Trees;
using LakeVersion.Versioning.Trees;
using LakeVersion.Versioning.Verifying;

namespace LakeVersion.Versioning.Tests.Verifying;

public sealed class LakeVerifierTests
{
    private readonly IObjectStore store = new MemoryStore();

    [Fact]
    public async Task Trees_of_expired_states_may_be_gone_and_those_kept_by_another_name_may_not()
    {
        var lake = await TestLake.CreateAsync(store);
        var first = await lake.PutAsync("a", "one");
        await lake.PutAsync("a", "two");
        await lake.PutAsync("a", "three");
        await Collector.RunAsync(store, 1, -1, (TestLake.Main.Log, 5));
        await LoseTreeAsync(first.Commit);
        var (verifier, findings) = await CheckAsync();
        Assert.Empty(findings);
        Assert.Equal(3, verifier.Figures.ExpiredStates);
        await lake.Lake.Births.CreateAsync(RefName.Tag("v1"), new BirthState(first.Commit.Id, null), TestLake.Log);
        var (_, kept) = await CheckAsync();
        Assert.Contains(kept, found => found.Key == first.Commit.RootPlace!.ToKey().Value && found.Names.Contains("tag 'v1'"));
    }

    [Fact]
    public async Task A_commit_that_contradicts_its_parents_is_found()
    {
        var lake = await TestLake.CreateAsync(store);
        var head = (await lake.PutAsync("a", "one")).Commit;
        foreach (var wrong in (CommitRecord[])[head.Record with { Generation = 9 }, head.Record with { Depth = 4 }, head.Record with { Ancestors = [head.Id] }, head.Record with { Parents = [] }])
        {
            var commit = CommitStore.Make(wrong, head.RootPlace);
            var name = RefName.Tag($"t{wrong.Generation}-{wrong.Depth}-{wrong.Parents.Count}-{wrong.Ancestors?.Count ?? 0}x");
            await lake.Lake.Commits.WriteAsync(commit, default);
            await lake.Lake.Births.CreateAsync(name, new BirthState(commit.Id, null), TestLake.Log);
            var (_, findings) = await CheckAsync();
            Assert.Contains(findings, found => found.Thing == CheckedThing.Commit && found.Key == commit.Id.ToKey().Value);
        }
    }

    [Fact]
    public async Task An_entry_that_says_what_its_operation_cannot_is_found_and_one_that_refers_to_nothing()
    {
        var lake = await TestLake.CreateAsync(store);
        var head = (await lake.PutAsync("a", "one")).Commit;
        var last = await lake.HeadAsync();
        LogEntry Next(LogOperation op) => last.Entry with { N = last.Entry.N + 1, Op = op, Before = last.Entry.After, Previous = last.Hash, Time = last.Entry.Time.AddSeconds(1), Members = null };
        foreach (var (entry, told) in ((LogEntry, string)[])
        [
            (Next(LogOperation.Fence) with { After = null, Fence = 1 }, "leaves the state as it was"),
            (Next(LogOperation.Delete), "leaves no state"),
            (Next(LogOperation.Reset) with { After = null }, "leaves a state"),
            (Next(LogOperation.Commit), "1 to 256 members"),
            (Next(LogOperation.Reset) with { Source = new LogState("refs/tags/never", 3) }, "Entries were cut off"),
            (Next(LogOperation.Reset) with { Settings = 2 }, "Entries were cut off"),
        ])
        {
            await store.PutAsync(entry.StoreKey, entry.ToBytes());
            var (_, findings) = await CheckAsync();
            Assert.True(findings.Any(found => found.Fault.Contains(told, StringComparison.Ordinal)), $"{told}: {string.Join('\n', findings.Select(found => found.Fault))}");
        }

        Assert.NotNull(head);
    }

    [Fact]
    public async Task Nodes_that_are_cut_against_the_salt_are_found()
    {
        var lake = await TestLake.CreateAsync(store);
        await using var transaction = await lake.BeginAsync();

        // As a writer of another salt would cut them.
        var rule = SplitRule.FromSalt(Id128.Parse("00000000000000000000000000000001"));
        var changes = Enumerable.Range(0, 3000).Select(i => TreeLake.Put($"p{i:d5}", "")).ToList();
        var wrong = await TreeEditor.ApplyAsync(transaction.BaseTree, changes, rule, transaction.Upload);
        var right = await TreeEditor.ApplyAsync(transaction.BaseTree, changes, lake.Lake.Split, transaction.Upload);
        await transaction.Upload.FlushAsync();
        var parent = lake.Lake.RootCommit;
        foreach (var (name, tree, isWrong) in ((string, Tree, bool)[])[("right", right, false), ("wrong", wrong, true)])
        {
            var record = parent.Record with { Parents = [parent.Id], Generation = 1, Depth = 1, Root = tree.Id, Totals = tree.Totals, Message = name };
            var commit = CommitStore.Make(record, tree.Root.Place);
            await lake.Lake.Commits.WriteAsync(commit, default);
            await lake.Lake.Births.CreateAsync(RefName.Tag(name), new BirthState(commit.Id, null), TestLake.Log);
            var (_, findings) = await CheckAsync();
            Assert.Equal(isWrong, findings.Any(found => found.Fault.Contains("salt", StringComparison.Ordinal)));
            Assert.Equal(isWrong, findings.Count > 0);
        }
    }

    [Fact]
    public async Task Long_runs_that_are_cut_as_they_must_be_are_no_fault()
    {
        // Keys none of which ends a node, so that one run is longer than any node.
        var lake = await TestLake.CreateAsync(store);
        await using var transaction = await lake.BeginAsync();
        var paths = Enumerable.Range(0, 40_000).Select(i => $"p{i:d6}").Where(path => !lake.Lake.Split.IsBoundary(0, System.Text.Encoding.UTF8.GetBytes(path))).Take(6000);
        foreach (var path in paths)
        {
            transaction.Put(LakePath.Parse(path), TreeLake.Entry(""));
        }

        await transaction.CommitAsync(TestLake.Commit("long"));
        var (verifier, findings) = await CheckAsync();
        Assert.Empty(findings);
        Assert.True(verifier.Figures.Nodes > 6);
    }

    [Fact]
    public async Task A_check_beside_a_writer_takes_nothing_for_damage()
    {
        var lake = await TestLake.CreateAsync(store);
        using var ends = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; !ends.IsCancellationRequested; i++)
            {
                await lake.PutAsync($"f{i % 50}", $"{i}");
            }
        });
        for (var i = 0; i < 15; i++)
        {
            var (_, findings) = await CheckAsync();
            Assert.DoesNotContain(findings, found => found.IsDamage);
        }

        await ends.CancelAsync();
        await writing;
    }

    private async Task<(LakeVerifier Verifier, List<CheckFinding> Findings)> CheckAsync()
    {
        var findings = new List<CheckFinding>();
        var verifier = new LakeVerifier(store, new LakeStoreOptions(), new VerifyOptions { Data = true, Found = findings.Add });
        Assert.True(await verifier.RunAsync());
        return (verifier, findings);
    }

    private async Task LoseTreeAsync(Commit commit) => await store.DeleteAsync([commit.RootPlace!.ToKey()]);
}
