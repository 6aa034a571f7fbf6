namespace LakeVersion.Versioning.Commits;

/// <summary>Reads a stretch of a line of first parents side by side instead of one after the other.</summary>
/// <remarks>
/// A record names ancestors at all powers of two (<see cref="Ancestry"/>), each of them its own; so n commits take about log2(n) rounds, and
/// n reads.
/// </remarks>
internal sealed class ReadAhead
{
    private const int AtOnce = 32;

    private readonly CommitStore commits;

    public ReadAhead(CommitStore commits) => this.commits = commits;

    /// <summary>Reads so many first-parent ancestors of a commit, those left out that are known, and adds them. What is missing is left out.</summary>
    public async ValueTask ReadAsync(Commit from, long count, Dictionary<CommitId, Commit> known, CancellationToken cancellationToken)
    {
        var low = from.Record.Depth - count;
        var open = new Queue<CommitId>(Next(from, low));
        var asked = new HashSet<CommitId>(open);
        while (open.Count > 0)
        {
            var ids = new List<CommitId>();
            while (ids.Count < AtOnce && open.TryDequeue(out var id))
            {
                ids.Add(id);
            }

            var read = await Task.WhenAll(ids.Select(id => known.TryGetValue(id, out var commit)
                ? Task.FromResult<Commit?>(commit)
                : commits.TryReadAsync(id, cancellationToken).AsTask())).ConfigureAwait(false);
            foreach (var commit in read.OfType<Commit>())
            {
                known[commit.Id] = commit;
                foreach (var next in Next(commit, low).Where(asked.Add))
                {
                    open.Enqueue(next);
                }
            }
        }
    }

    // The first parent, and what skips lead to, not below the stretch.
    private static IEnumerable<CommitId> Next(Commit commit, long low)
    {
        var depth = commit.Record.Depth - 1;
        if (depth >= low && commit.Record.Parents is [var parent, ..])
        {
            yield return parent;
        }

        var skips = commit.Record.Ancestors ?? [];
        for (var i = 0; i < skips.Count && depth >> (i + 1) << (i + 1) >= low; i++)
        {
            yield return skips[i];
        }
    }
}
