using LakeVersion.Storage;
using LakeVersion.Testing;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Versioning.Tests.Logs;

/// <summary>Every work is cut off, or answered wrongly, at every operation of its store.</summary>
public sealed class CutOffTests
{
    private static readonly TimeSpan Patient = TimeSpan.FromMinutes(1);

    public static TheoryData<string> Works => [.. Work.All.Keys];

    [Theory]
    [MemberData(nameof(Works))]
    public async Task Whatever_goes_wrong_the_lake_shows_the_state_before_or_after(string name)
    {
        var work = Work.All[name];
        var prepared = TestStores.Open();
        var given = await work.Prepare(await TestLake.CreateAsync(prepared));
        var before = await SeeAsync(prepared);
        var between = work.Between is null ? null : await DoneAsync(prepared, (lake, _) => work.Between(lake, given));
        var after = await DoneAsync(prepared, (lake, wait) => work.Act(lake, given, wait));
        Assert.NotEqual(before, after);

        var clean = new FaultStore(await TestLake.CopyAsync(prepared));
        await work.Act(await TestLake.OpenAsync(clean), given, Patient);
        var struck = 0;
        var chosen = Chosen(clean.Calls);
        foreach (var (n, (plan, patience)) in chosen)
        {
            var inner = await TestLake.CopyAsync(prepared);
            var store = new FaultStore(inner) { Plan = plan };
            var at = $"{name}, {plan}, patience {patience}: {clean.Calls[n - 1]}";
            var outcome = await TryAsync(async () => await work.Act(await OpenAsync(store), given, patience));
            await CheckAsync(inner, outcome, before, between, after, at);
            var landed = await store.LandAsync();
            await CheckAsync(inner, landed > 0 && outcome is Outcome.Crashed ? Outcome.Unknown : outcome, before, between, after, at + ", landed");
            await GoesOnAsync(inner, work, given, after, at);
            struck += store.Struck ? 1 : 0;
        }

        Assert.True(struck > chosen.Count / 2, $"only {struck} of {chosen.Count} faults struck");
    }

    [Theory]
    [InlineData("refs/branches/main")]
    [InlineData("refs/branches/new")]
    public async Task A_request_that_lands_between_two_tries_is_known_as_the_writers_own(string log)
    {
        var prepared = TestStores.Open();
        await TestLake.CreateAsync(prepared);
        var clean = new FaultStore(await TestLake.CopyAsync(prepared));
        await MoveAsync(await OpenAsync(clean));
        var entry = clean.Calls.ToList().FindLastIndex(call => call.StartsWith("create " + log, StringComparison.Ordinal)) + 1;
        for (var landing = entry + 1; landing <= entry + 2; landing++)
        {
            var inner = await TestLake.CopyAsync(prepared);
            var faulty = new FaultStore(inner) { Plan = new FaultPlan(entry, FaultKind.LandsLater) };
            var store = new InterruptingStore(faulty, landing, () => faulty.LandAsync());
            await MoveAsync(await OpenAsync(store));
            Assert.True(store.Interrupted);
            var lake = await TestLake.OpenAsync(inner);
            Assert.Equal(1, (await lake.Lake.Revisions.ResolveAsync("new")).Commit.Record.Depth);
            Assert.Equal("", await lake.FaultsAsync());
        }

        static async Task MoveAsync(TestLake lake)
        {
            await using var transaction = await lake.BeginAsync();
            var result = await transaction.CommitAsync(TestLake.Commit("again would be one more") with { AllowEmpty = true });
            Assert.Equal(CommitStatus.Committed, result.Status);
            await lake.BranchAsync("new");
        }
    }

    [Fact]
    public async Task A_lake_whose_creation_is_cut_off_is_finished_by_creating_it_again()
    {
        var clean = new FaultStore(TestStores.Open());
        await TestLake.CreateAsync(clean, Options());
        for (var n = 1; n <= clean.Calls.Count; n++)
        {
            foreach (var (plan, _) in Plans(n, clean.Calls[n - 1]))
            {
                var inner = TestStores.Open();
                var store = new FaultStore(inner) { Plan = plan };
                var at = $"{plan}: {clean.Calls[n - 1]}";
                var outcome = await TryAsync(() => TestLake.CreateAsync(store, Options()));
                await store.LandAsync();
                var again = await TryAsync(() => TestLake.CreateAsync(inner, Options()));
                Assert.True(outcome != Outcome.Done || again == Outcome.Failed, at + ": made twice");

                var lake = await TestLake.OpenAsync(inner);
                await lake.PutAsync("a", "1");
                Assert.Equal("1", await lake.ReadAsync("main", "a"));
                Assert.Equal("", await lake.FaultsAsync());
            }
        }
    }

    // All that can go wrong with every call; on a server some, spread evenly over calls and faults.
    private static List<(int N, (FaultPlan Plan, TimeSpan Patience) Fault)> Chosen(IReadOnlyList<string> calls)
    {
        var all = Enumerable.Range(1, calls.Count).SelectMany(n => Plans(n, calls[n - 1]).Select(plan => (n, plan))).ToList();
        var count = TestStores.Cases(all.Count, onServer: Math.Min(all.Count, 8));
        return [.. Enumerable.Range(0, count).Select(i => all[(int)((long)i * all.Count / count)])];
    }

    // What can go wrong with a call of a kind. Two patiences, so that both success on a later try and Unknown are met.
    private static IEnumerable<(FaultPlan Plan, TimeSpan Patience)> Plans(int n, string call)
    {
        var kinds = call.StartsWith("create", StringComparison.Ordinal) ? Enum.GetValues<FaultKind>()
            : call.StartsWith("put", StringComparison.Ordinal) ? [FaultKind.ThrowBefore, FaultKind.ThrowAfter, FaultKind.LandsLater]
            : [FaultKind.ThrowBefore];
        foreach (var kind in kinds)
        {
            yield return (new FaultPlan(n, kind), Patient);
            yield return (new FaultPlan(n, kind), TimeSpan.Zero);
            if (kind is FaultKind.ThrowBefore or FaultKind.ThrowAfter or FaultKind.LandsLater)
            {
                yield return (new FaultPlan(n, kind) { Dies = true }, Patient);
            }
        }
    }

    private static LakeStoreOptions Options() => new() { Time = new InstantTime() };

    private static Task<TestLake> OpenAsync(IObjectStore store) => TestLake.OpenAsync(store, Options());

    private static async Task<string> SeeAsync(IObjectStore store) => await (await TestLake.OpenAsync(store)).SeeAsync();

    private static async Task<string> DoneAsync(IObjectStore prepared, Func<TestLake, TimeSpan, Task> act)
    {
        var copy = await TestLake.CopyAsync(prepared);
        await act(await TestLake.OpenAsync(copy), Patient);
        return await SeeAsync(copy);
    }

    private static async Task CheckAsync(IObjectStore inner, Outcome outcome, string before, string? between, string after, string at)
    {
        var seen = await SeeAsync(inner);
        var allowed = outcome switch
        {
            // What was published is never reported as undone; what comes after it (closing a staging log) may be missing.
            Outcome.Done => [after, between],
            Outcome.Failed => [before, between],
            _ => (string?[])[before, between, after],
        };
        Assert.True(allowed.Contains(seen), $"{at}: {outcome}, but the lake shows\n{seen}\nbefore\n{before}\nafter\n{after}");
        Assert.Equal("", await (await TestLake.OpenAsync(inner)).FaultsAsync());
    }

    private static async Task GoesOnAsync(IObjectStore inner, Work work, object? given, string after, string at)
    {
        if (!work.Repeats)
        {
            await TryAsync(async () => await work.Act(await OpenAsync(inner), given, Patient));
            var seen = await SeeAsync(inner);
            Assert.True(seen == after, $"{at}: done again, the lake shows\n{seen}\nnot\n{after}");
        }

        var lake = await TestLake.OpenAsync(inner);
        await lake.PutAsync("next", at);
        Assert.Equal(at, await lake.ReadAsync("main", "next"));
        Assert.Equal("", await lake.FaultsAsync());
    }

    private static async Task<Outcome> TryAsync(Func<Task> act)
    {
        try
        {
            await act();
            return Outcome.Done;
        }
        catch (CrashedException)
        {
            return Outcome.Crashed;
        }
        catch (LakeException e)
        {
            return e.Kind == LakeErrorKind.Unknown ? Outcome.Unknown : Outcome.Failed;
        }
    }

    private enum Outcome
    {
        Done,
        Failed,
        Unknown,
        Crashed,
    }
}
