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
/// <param name="later">What logs let go of by later records, in a mirror: the source had let go of it when the entries were brought, so that it may never have come.</param>
internal sealed class KeptRoots(
    LakeStore lake, IReadOnlyDictionary<string, long> lowWater, IReadOnlySet<string> closed, bool headsOnly = false, IReadOnlyDictionary<string, long>? later = null)
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

        var low = headsOnly ? newest : Math.Max(lake.Logs.FirstOf(log), lowWater.GetValueOrDefault(log, 1));
        for (var last = newest; last >= low; last -= ReadsAtOnce)
        {
            var entries = await lake.Logs.RangeAsync(log, Math.Max(low, last - ReadsAtOnce + 1), last, cancellationToken).ConfigureAwait(false);
            entries.Reverse();
            var commits = entries.SelectMany(stored => CommitsOf(stored.Entry).Select(id => (Id: id, MayLack: stored.Entry.N < later?.GetValueOrDefault(log)))).DistinctBy(one => one.Id);
            foreach (var chunk in commits.Where(one => !seen.Contains(one.Id)).Chunk(ReadsAtOnce))
            {
                foreach (var commit in await Task.WhenAll(chunk.Select(one => ReadAsync(one.Id, one.MayLack, cancellationToken))).ConfigureAwait(false))
                {
                    if (commit is not null && seen.Add(commit.Id))
                    {
                        yield return new TreeRoot(commit.Record.Root, commit.RootPlace, commit.Record.Totals);
                    }
                }
            }

            foreach (var staged in entries.Select(stored => stored.Entry.Staged).OfType<Staging.StagedState>())
            {
                yield return new TreeRoot(staged.Root, staged.RootPlace, staged.Totals);
            }
        }
    }

    private async Task<Commit?> ReadAsync(CommitId id, bool mayLack, CancellationToken cancellationToken)
    {
        if (!mayLack)
        {
            return await lake.Commits.ReadAsync(id, cancellationToken).ConfigureAwait(false);
        }

        var commit = await lake.Commits.TryReadAsync(id, cancellationToken).ConfigureAwait(false);
        return commit?.RootPlace?.Room == Places.Room.Absent ? null : commit;
    }
}
