using LakeVersion.Storage;

namespace LakeVersion.Versioning.Commits;

/// <summary>What commits contain by picks: the picked ones, what those bring, and what all of them picked in their turn.</summary>
/// <remarks>
/// Picking a commit takes its change against its first parent. For a merge or a squash that is all that came with it; for a pick, what it
/// picked itself.
/// </remarks>
internal sealed class PickedCommits
{
    private readonly CommitStore commits;
    private readonly Dictionary<CommitId, Commit> read = [];
    private readonly Dictionary<CommitId, IReadOnlySet<CommitId>> brought = [];
    private readonly Dictionary<CommitId, IReadOnlyList<Commit>> cameWith = [];

    public PickedCommits(CommitStore commits) => this.commits = commits;

    /// <summary>A commit that an answer of this object named.</summary>
    public Commit Read(CommitId id) => read[id];

    /// <summary>Commits, and all that they contain by their own picks.</summary>
    /// <exception cref="LakeException">Expired: the record of a picked commit is gone.</exception>
    public async ValueTask<Dictionary<CommitId, Commit>> WithPicksAsync(IEnumerable<Commit> own, CancellationToken cancellationToken)
    {
        var all = own.ToDictionary(commit => commit.Id);
        foreach (var commit in all.Values.ToList())
        {
            foreach (var id in await PickedByAsync(commit, cancellationToken).ConfigureAwait(false))
            {
                all.TryAdd(id, read[id]);
            }
        }

        return all;
    }

    /// <summary>All that a commit contains by its own picks.</summary>
    /// <exception cref="LakeException">Expired: the record of a picked commit is gone.</exception>
    public async ValueTask<IReadOnlySet<CommitId>> PickedByAsync(Commit commit, CancellationToken cancellationToken)
    {
        var all = new HashSet<CommitId>();
        foreach (var id in CommitEdges.Picked(commit))
        {
            if (!read.TryGetValue(id, out var one))
            {
                one = await commits.TryReadAsync(id, cancellationToken).ConfigureAwait(false)
                    ?? throw LakeException.Expired($"Commit {commit.Id.Abbreviated} picked {id.Abbreviated}, whose record is gone: what it brought cannot be told any more.");
                read[id] = one;
            }

            all.Add(id);
            all.UnionWith(await BroughtAsync(one, cancellationToken).ConfigureAwait(false));
        }

        return all;
    }

    /// <summary>All that comes with a commit's change against its first parent, itself left out.</summary>
    /// <exception cref="LakeException">Expired: the record of a commit that another stands for is gone.</exception>
    public async ValueTask<IReadOnlySet<CommitId>> BroughtAsync(Commit commit, CancellationToken cancellationToken)
    {
        if (brought.TryGetValue(commit.Id, out var known))
        {
            return known;
        }

        brought[commit.Id] = new HashSet<CommitId>(); // Nothing stands for itself; a record that says so ends here.
        var all = new HashSet<CommitId>();
        foreach (var one in await CameWithAsync(commit, cancellationToken).ConfigureAwait(false))
        {
            read.TryAdd(one.Id, one);
            if (one.Id != commit.Id)
            {
                all.Add(one.Id);
            }

            all.UnionWith(await PickedByAsync(one, cancellationToken).ConfigureAwait(false));
        }

        all.Remove(commit.Id);
        brought[commit.Id] = all;
        return all;
    }

    /// <summary>What a commit contains and its first parent does not, along parents and through squashes: itself, and what a merge or squash came with.</summary>
    public async ValueTask<IReadOnlyList<Commit>> CameWithAsync(Commit commit, CancellationToken cancellationToken)
    {
        if (CommitEdges.Contained(commit).Count <= 1)
        {
            return [commit];
        }

        if (cameWith.TryGetValue(commit.Id, out var known))
        {
            return known;
        }

        var walk = new TwoSidedWalk(commits, throughSquashes: true);
        var first = await commits.ReadAsync(commit.Record.Parents[0], cancellationToken).ConfigureAwait(false);
        await walk.WholeAsync([commit], [first], cancellationToken).ConfigureAwait(false);
        return cameWith[commit.Id] = [.. walk.LeftOnly];
    }
}
