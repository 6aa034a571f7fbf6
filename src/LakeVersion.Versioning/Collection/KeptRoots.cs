using System.Runtime.CompilerServices;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Collection;

/// <summary>The trees that are kept: of every state from low water on, of every log (protocol: collecting, rule 4).</summary>
/// <param name="lake">The lake.</param>
/// <param name="lowWater">What logs let go of.</param>
/// <param name="closed">The logs that were closed for ever before the roots are read: nothing of them is kept.</param>
/// <param name="headsOnly">For tests of tests.</param>
internal sealed class KeptRoots(LakeStore lake, IReadOnlyDictionary<string, long> lowWater, IReadOnlySet<string> closed, bool headsOnly = false)
{
    private const int ReadsAtOnce = 32;

    /// <summary>The trees, newest states of a log first. Each commit is read once.</summary>
    public async IAsyncEnumerable<TreeRoot> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<CommitId>();
        foreach (var kind in Enum.GetValues<RefKind>())
        {
            await foreach (var name in lake.Logs.NamesAsync(kind, cancellationToken).ConfigureAwait(false))
            {
                if (!closed.Contains(name.Log))
                {
                    await foreach (var root in OfLogAsync(name.Log, seen, cancellationToken).ConfigureAwait(false))
                    {
                        yield return root;
                    }
                }
            }
        }
    }

    /// <summary>The commits that a state publishes: those of a group and those that were brought are states too.</summary>
    internal static IEnumerable<CommitId> CommitsOf(LogEntry entry)
    {
        if (entry.After is { } after)
        {
            yield return after;
        }

        foreach (var member in entry.Members ?? [])
        {
            yield return member.Commit;
        }

        foreach (var brought in entry.Brings ?? [])
        {
            yield return brought;
        }
    }

    private async IAsyncEnumerable<TreeRoot> OfLogAsync(
        string log, HashSet<CommitId> seen, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await lake.Logs.HeadAsync(log, cancellationToken).ConfigureAwait(false) is not { Entry.N: var newest })
        {
            yield break;
        }

        var low = headsOnly ? newest : Math.Max(1, lowWater.GetValueOrDefault(log, 1));
        for (var last = newest; last >= low; last -= ReadsAtOnce)
        {
            var entries = await lake.Logs.RangeAsync(log, Math.Max(low, last - ReadsAtOnce + 1), last, cancellationToken).ConfigureAwait(false);
            entries.Reverse();
            var commits = entries.SelectMany(stored => CommitsOf(stored.Entry)).Where(seen.Add).ToList();
            foreach (var chunk in commits.Chunk(ReadsAtOnce))
            {
                foreach (var commit in await Task.WhenAll(chunk.Select(id => lake.Commits.ReadAsync(id, cancellationToken).AsTask())).ConfigureAwait(false))
                {
                    yield return new TreeRoot(commit.Record.Root, commit.RootPlace, commit.Record.Totals);
                }
            }

            foreach (var staged in entries.Select(stored => stored.Entry.Staged).OfType<Staging.StagedState>())
            {
                yield return new TreeRoot(staged.Root, staged.RootPlace, staged.Totals);
            }
        }
    }
}
