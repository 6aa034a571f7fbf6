using LakeVersion.Snapshots;
using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Revisions;

namespace LakeVersion.Tracing;

/// <summary>Finds the first bad commit between a good and a bad one by testing few of them.</summary>
/// <param name="lake">The lake.</param>
/// <param name="test">Tells of a revision whether it is good.</param>
/// <param name="options">How.</param>
internal sealed class Bisection(Lake lake, Func<LakeSnapshot, CancellationToken, ValueTask<BisectAnswer>> test, BisectOptions options)
{
    private readonly List<BisectStep> steps = [];
    private readonly HashSet<CommitId> skipped = [];

    public async ValueTask<BisectResult> RunAsync(ResolvedRevision good, ResolvedRevision bad, CancellationToken cancellationToken)
    {
        var suspects = new Suspects(await BetweenAsync(good.Commit, bad.Commit, cancellationToken).ConfigureAwait(false), options.FirstParents);
        if (suspects.All.Count == 0)
        {
            throw LakeException.Invalid(
                $"The bad commit {bad.Commit.Id.Abbreviated} is contained in the good one {good.Commit.Id.Abbreviated}, so no commit lies between. Are they the wrong way round?");
        }

        await CheckBasesAsync(good.Commit, bad.Commit, suspects.All.Count, cancellationToken).ConfigureAwait(false);
        while (suspects.All.Count > 1 && suspects.Next(skipped) is { } next)
        {
            switch (await TestAsync(next, suspects.All.Count, cancellationToken).ConfigureAwait(false))
            {
                case BisectAnswer.Good:
                    suspects = suspects.Without(next);
                    break;
                case BisectAnswer.Bad:
                    suspects = suspects.UpTo(next);
                    break;
                default:
                    skipped.Add(next.Id);
                    break;
            }
        }

        // Skipped ones may be what made a later one bad; whatever else is left is proven.
        var left = suspects.All.Reverse().ToList();
        return new BisectResult(left.Count == 1 ? left[0] : null, left, steps);
    }

    private async ValueTask<IReadOnlyList<Commit>> BetweenAsync(Commit good, Commit bad, CancellationToken cancellationToken)
    {
        if (!options.FirstParents)
        {
            return await lake.Store.MergeBases.BetweenAsync(bad, [good], cancellationToken).ConfigureAwait(false);
        }

        var line = new List<Commit>();
        for (var commit = bad; !await lake.Store.Ancestry.IsAncestorAsync(commit, good, cancellationToken).ConfigureAwait(false);)
        {
            line.Add(commit);
            commit = await lake.Store.Commits.ReadAsync(commit.Record.Parents[0], cancellationToken).ConfigureAwait(false);
        }

        line.Reverse();
        return line;
    }

    // Where the good commit is on another line, only what both lines begin with tells that the fault is between.
    private async ValueTask CheckBasesAsync(Commit good, Commit bad, int count, CancellationToken cancellationToken)
    {
        foreach (var common in await lake.Store.MergeBases.FindAsync(good, bad, cancellationToken).ConfigureAwait(false))
        {
            if (common.Id != good.Id && await TestAsync(common, count, cancellationToken).ConfigureAwait(false) == BisectAnswer.Bad)
            {
                throw LakeException.Invalid(
                    $"{common.Id.Abbreviated}, where the histories of {good.Id.Abbreviated} and {bad.Id.Abbreviated} part, is bad already: it was mended on the way to the good one, not broken on the way to the bad one. Choose a good commit before it.");
            }
        }
    }

    private async ValueTask<BisectAnswer> TestAsync(Commit commit, int left, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        options.Testing?.Invoke(commit, left);
        var answer = await test(lake.At(new ResolvedRevision(commit, null, null)), cancellationToken).ConfigureAwait(false);
        steps.Add(new BisectStep(commit, answer));
        return answer;
    }
}
