using System.Globalization;
using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Records;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Tests.Commits;

/// <summary>Commits of any shape in a store of their own, without trees or branches.</summary>
internal sealed class CommitGraph
{
    private static readonly LakeIdentity Identity = new()
    {
        Lake = Id128.Parse("000102030405060708090a0b0c0d0e0f"),
        Created = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero),
        Hash = "sha256",
        Salt = Id128.Parse("f0e1d2c3b4a5968778695a4b3c2d1e0f"),
        EpochSeconds = 604800,
        DefaultBranch = "main",
    };

    private readonly CommitStore commits;

    public CommitGraph()
    {
        Crowd = new CrowdStore(new MemoryStore());
        Store = new CountingStore(Crowd);
        commits = new CommitStore(Store, Identity);
        Bases = new MergeBases(commits, new Ancestry(commits));
        All.Add(RootCommit.Of(Identity));
        commits.WriteAsync(All[0], default).AsTask().GetAwaiter().GetResult();
    }

    public CountingStore Store { get; }

    /// <summary>Tells how many reads ran side by side.</summary>
    public CrowdStore Crowd { get; }

    public MergeBases Bases { get; }

    public List<Commit> All { get; } = [];

    public Commit Root => All[0];

    /// <summary>A commit, a second later than the one before unless said otherwise.</summary>
    public async Task<Commit> AddAsync(IReadOnlyList<Commit> parents, IReadOnlyList<AppliedCommit>? applied = null, int? second = null)
    {
        var first = parents[0];
        var n = All.Count;
        var commit = CommitStore.Make(
            new CommitRecord
            {
                Lake = Identity.Lake,
                Tx = Identity.Lake,
                Branch = "b",
                Entry = n,
                Root = TreeRoot.Empty.Id,
                Totals = default,
                Parents = [.. parents.Select(parent => parent.Id)],
                Generation = 1 + parents.Max(parent => parent.Record.Generation),
                Depth = first.Record.Depth + 1,
                Ancestors = Ancestry.SkipsBehind(first),
                Author = "ada",
                Committer = "ada",
                Time = Identity.Created.AddSeconds(second ?? n),
                Message = n.ToString(CultureInfo.InvariantCulture),
                Operation = new CommitOperation("commit"),
                Changed = new CommitChanges(0),
                Applied = applied is { Count: > 0 } ? applied : null,
            },
            rootPlace: null);
        await commits.WriteAsync(commit, default);
        All.Add(commit);
        return commit;
    }

    /// <summary>So many commits on top of one.</summary>
    public async Task<Commit> LineAsync(Commit from, int count)
    {
        for (var i = 0; i < count; i++)
        {
            from = await AddAsync([from]);
        }

        return from;
    }

    public static string Names(IEnumerable<Commit> commits) => string.Join(' ', commits.Select(commit => commit.Record.Message));
}
