using LakeVersion.Storage;

namespace LakeVersion.Versioning.Commits;

/// <summary>What commits contain with all before them, along parents and through squashes, back to a time. Whoever took a commit over did it after it was made.</summary>
internal sealed class HistorySince(CommitStore commits)
{
    private const int ShortWalk = 64;
    private const int MostAhead = 4096;

    private readonly ReadAhead ahead = new(commits);
    private readonly Dictionary<CommitId, Commit> known = [];

    /// <summary>The commits of that time and later, tips among them, in no order.</summary>
    /// <exception cref="LakeException">Expired: the record of a squashed head is gone.</exception>
    public async ValueTask<IReadOnlyList<Commit>> ReadAsync(IEnumerable<Commit> tips, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var found = new Dictionary<CommitId, Commit>();
        var open = new Stack<Commit>(tips);
        while (open.TryPop(out var commit))
        {
            if (commit.Record.Time < since || !found.TryAdd(commit.Id, commit))
            {
                continue;
            }

            foreach (var id in CommitEdges.Contained(commit).Where(id => !found.ContainsKey(id)))
            {
                if (found.Count >= ShortWalk && id == commit.Record.Parents[0] && !known.ContainsKey(id))
                {
                    await ahead.ReadAsync(commit, Math.Min(found.Count / 2, MostAhead), known, cancellationToken).ConfigureAwait(false);
                }

                open.Push(await ReadAsync(commit, id, cancellationToken).ConfigureAwait(false));
            }
        }

        return [.. found.Values];
    }

    /// <summary>A commit that another one names.</summary>
    /// <exception cref="LakeException">Corrupt: the record of a parent is missing. Expired: that of a commit that the other stands for is gone.</exception>
    public async ValueTask<Commit> ReadAsync(Commit from, CommitId id, CancellationToken cancellationToken)
    {
        if (!known.TryGetValue(id, out var commit))
        {
            known[id] = commit = await commits.ReadNamedAsync(from, id, cancellationToken).ConfigureAwait(false);
        }

        return commit;
    }
}
