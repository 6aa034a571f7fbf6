using LakeVersion.Changes;
using LakeVersion.Snapshots;
using LakeVersion.Storage;
using LakeVersion.Testing.Stores;

namespace LakeVersion.Tests.Attacks;

/// <summary>A lake and its model, side by side, through random steps.</summary>
internal sealed class HistoryWalk : IAsyncDisposable
{
    private static readonly string[] Paths = ["a", "b/c", "b/d", "e"];

    private readonly Lake lake;
    private readonly Random random;
    private readonly int seed;
    private readonly SortedDictionary<string, int> counts;
    private readonly Dictionary<string, LakeModel> commits = [];
    private readonly Dictionary<string, string> parents = [];
    private readonly List<(string Branch, string Head, string? Before, bool IsCommit)> branches = [];
    private readonly List<string> done = [];
    private int next;

    private HistoryWalk(Lake lake, int seed, SortedDictionary<string, int> counts) =>
        (this.lake, this.seed, this.counts, random) = (lake, seed, counts, new Random(seed));

    public static async Task<HistoryWalk> BeginAsync(int seed, SortedDictionary<string, int> counts)
    {
        var walk = new HistoryWalk(await Lake.CreateAsync(TestStores.Open(), SmallLake.Options), seed, counts);
        var root = (await walk.lake.AtAsync("main")).Commit.Id.ToString();
        walk.commits.Add(root, LakeModel.Empty);
        walk.branches.Add(("main", root, null, false));
        return walk;
    }

    public async Task StepAsync()
    {
        var at = random.Next(branches.Count);
        var (branch, head, before, isCommit) = branches[at];
        var model = commits[head];
        var other = commits.Keys.ElementAt(random.Next(commits.Count));
        var verb = random.Next(16);
        done.Add($"{branch}: {verb} {other[..8]}");
        switch (verb)
        {
            case <= 2:
                next++;
                await ChangeAsync(at, "append", model with { Days = [.. model.Days ?? [], next] }, change => change.Table("t").AppendAsync(Weather.Rows(next, 1)));
                break;
            case 3 when model.Days is not null:
                next++;
                await ChangeAsync(at, "overwrite", model with { Days = [next] }, change => change.Table("t").OverwriteAsync(Weather.Rows(next, 1)));
                break;
            case 4 or 5:
                var path = Paths[random.Next(Paths.Length)];
                next++;
                await ChangeAsync(at, "put", model.Put(path, next), async change => await change.Files.PutAsync(path, new MemoryStream(BitConverter.GetBytes(next))));
                break;
            case 6 when model.Files.Count > 0:
                var gone = model.Files.Keys.ElementAt(random.Next(model.Files.Count));
                await ChangeAsync(at, "delete", model.Delete(gone), async change => await change.Files.DeleteAsync(gone));
                break;
            case 7 when model.Days is not null && random.Next(3) == 0:
                await ChangeAsync(at, "drop", model with { Days = null }, change => change.Table("t").DropAsync());
                break;
            case 8:
                await CommitAsync(at, "rollback", async () => (await lake.Branch(branch).RollbackAsync(other)).Commit.Id.ToString(), _ => commits[other]);
                break;
            case 9 when model.Days is not null || commits[other].Days is not null:
                await CommitAsync(at, "rollback table", async () => (await lake.Branch(branch).RollbackAsync(other, "t")).Commit.Id.ToString(), _ => model with { Days = commits[other].Days });
                break;
            case 10 or 11 when parents.TryGetValue(other, out var parent):
                await RevertAsync(at, "revert", async () => (await lake.Branch(branch).RevertAsync([other])).Commit.Id.ToString(), commits[parent], commits[other], isLast: other == head);
                break;
            case 12 when before is not null && isCommit:
                await RevertAsync(at, "undo", async () => (await lake.Branch(branch).UndoAsync()).Commit.Id.ToString(), commits[before], model, isLast: true);
                break;
            case 12 when before is not null:
                await CommitAsync(at, "undo", async () => (await lake.Branch(branch).UndoAsync()).Commit.Id.ToString(), _ => commits[before]);
                break;
            case 13 when branches.Count < 4:
                await lake.CreateBranchAsync($"b{branches.Count}", other);
                branches.Add(($"b{branches.Count}", other, null, false));
                Count("branch");
                break;
            case 14:
                await FastForwardAsync(at, branches[random.Next(branches.Count)]);
                break;
            case 15:
                await ResetAsync(at, other);
                break;
        }

        await CheckHeadAsync(at);
    }

    /// <summary>Every commit that was ever made holds what it held.</summary>
    public async Task CheckAllAsync()
    {
        foreach (var (id, model) in commits)
        {
            Assert.True(model.ToString() == await FoundAsync(id), Say($"commit {id[..8]}: expected {model}, found {await FoundAsync(id)}"));
        }

        foreach (var (branch, _, _, _) in branches)
        {
            await foreach (var fault in lake.Chains.VerifyAsync(lake.Branch(branch).Ref.Log))
            {
                Assert.Fail(Say(fault.ToString()));
            }
        }
    }

    public ValueTask DisposeAsync() => lake.DisposeAsync();

    private async Task ChangeAsync(int at, string verb, LakeModel wanted, Func<LakeTransaction, ValueTask> act)
    {
        await CommitAsync(
            at,
            verb,
            async () =>
            {
                await using var change = await lake.Branch(branches[at].Branch).BeginAsync();
                await act(change);
                return (await change.CommitAsync(verb)).Id.ToString();
            },
            _ => wanted);
    }

    // These must not fail: nobody else works on the lake.
    private async Task CommitAsync(int at, string verb, Func<Task<string>> act, Func<LakeModel, LakeModel> wanted)
    {
        try
        {
            Made(at, verb, await act(), wanted(commits[branches[at].Head]));
        }
        catch (LakeException e)
        {
            Assert.Fail(Say($"{verb} failed: {e}"));
        }
    }

    private async Task RevertAsync(int at, string verb, Func<Task<string>> act, LakeModel before, LakeModel after, bool isLast)
    {
        var head = commits[branches[at].Head];
        var wanted = head.Revert(before, after);
        try
        {
            var id = await act();
            Assert.True(wanted is not null, Say($"{verb} went through although files changed since"));
            Made(at, verb, id, wanted with { Days = head.DaysReverted(before, after) });
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Conflict)
        {
            Assert.True(wanted is null || (!isLast && !ReferenceEquals(before.Days, after.Days)), Say($"{verb} conflicts without a reason: {e.Message}"));
            Count(verb + " in conflict");
        }
    }

    private async Task FastForwardAsync(int at, (string Branch, string Head, string? Before, bool IsCommit) to)
    {
        var (branch, head, _, _) = branches[at];
        try
        {
            if (await lake.Branch(branch).FastForwardAsync(to.Branch) is not null)
            {
                Assert.True(IsAncestor(head, to.Head), Say("a fast-forward between parted histories"));
                branches[at] = (branch, to.Head, head, false);
                Count("fast-forward");
            }
            else
            {
                Assert.True(IsAncestor(to.Head, head), Say("no fast-forward although the branch is behind"));
            }
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Refused)
        {
            Assert.False(IsAncestor(head, to.Head) || IsAncestor(to.Head, head), Say(e.Message));
        }
    }

    private async Task ResetAsync(int at, string other)
    {
        var (branch, head, before, _) = branches[at];
        if (before is not null && random.Next(2) == 0)
        {
            await lake.Branch(branch).UndoMovementAsync(force: true);
            branches[at] = (branch, before, head, false);
            Count("undo movement");
            return;
        }

        await lake.Branch(branch).ResetAsync(other, force: true);
        branches[at] = (branch, other, head, false);
        Count("reset");
    }

    private void Made(int at, string verb, string id, LakeModel wanted)
    {
        var (branch, head, before, isCommit) = branches[at];
        if (id == head)
        {
            Assert.True(commits[head].ToString() == wanted.ToString(), Say($"{verb} changed nothing: expected {wanted}, stands at {commits[head]}"));
            return;
        }

        commits.Add(id, wanted);
        parents.Add(id, head);
        branches[at] = (branch, id, head, true);
        Count(verb);
    }

    private async Task CheckHeadAsync(int at)
    {
        foreach (var (branch, head, _, _) in branches)
        {
            Assert.True(head == (await lake.AtAsync("branch:" + branch)).Commit.Id.ToString(), Say($"{branch} stands elsewhere"));
        }

        var id = branches[at].Head;
        var found = await FoundAsync(id);
        Assert.True(commits[id].ToString() == found, Say($"expected {commits[id]}, found {found}"));
    }

    private async Task<string> FoundAsync(string revision)
    {
        LakeSnapshot head = await lake.AtAsync(revision);
        var days = await head.Table("t").ExistsAsync() ? await Weather.DaysAsync(head.Table("t").ReadAsync()) : null;
        var files = new Dictionary<string, int>();
        foreach (var path in Paths)
        {
            if (await head.Files.FindAsync(path) is not null)
            {
                files.Add(path, BitConverter.ToInt32((await head.Files.ReadAsync(path)).Span));
            }
        }

        return new LakeModel(days, files).ToString();
    }

    private bool IsAncestor(string ancestor, string? of)
    {
        for (; of is not null; of = parents.GetValueOrDefault(of))
        {
            if (of == ancestor)
            {
                return true;
            }
        }

        return false;
    }

    private void Count(string verb) => counts[verb] = counts.GetValueOrDefault(verb) + 1;

    private string Say(string what) => $"seed {seed}: {what}\n{string.Join('\n', done)}";
}
