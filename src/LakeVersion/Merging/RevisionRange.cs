using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;

namespace LakeVersion.Merging;

/// <summary>Commits as people name them: one by one, or as ranges <c>A..B</c>, what B has and A lacks.</summary>
internal sealed class RevisionRange(Lake lake)
{
    private const string Dots = "..";

    /// <summary>The commits, in the order in which they are to be made anew: as named, and within a range parents first, merges left out.</summary>
    /// <returns>Each with whether it was named by itself, not by a range.</returns>
    /// <exception cref="LakeException">Invalid: nothing is named, or a range is empty or malformed.</exception>
    public async ValueTask<IReadOnlyList<(Commit Commit, bool IsNamed)>> ToPickAsync(IReadOnlyList<string> revisions, CancellationToken cancellationToken)
    {
        var commits = new List<(Commit, bool)>();
        foreach (var text in revisions)
        {
            var (from, to) = await EndsAsync(text, cancellationToken).ConfigureAwait(false);
            if (from is null)
            {
                commits.Add((to, true));
                continue;
            }

            var between = await lake.Store.MergeBases.BetweenAsync(to, [from], cancellationToken).ConfigureAwait(false);
            commits.AddRange(NotEmpty(text, [.. between.Where(commit => commit.Record.Parents.Count == 1)]).Select(commit => (commit, false)));
        }

        return NotEmpty(commits);
    }

    /// <summary>The commits, newest first; a range is what lies between along first parents.</summary>
    /// <exception cref="LakeException">Invalid: nothing is named, or a range is empty, malformed or not of one line.</exception>
    public async ValueTask<IReadOnlyList<Commit>> ToRevertAsync(IReadOnlyList<string> revisions, CancellationToken cancellationToken)
    {
        var commits = new List<Commit>();
        foreach (var text in revisions)
        {
            var (from, to) = await EndsAsync(text, cancellationToken).ConfigureAwait(false);
            commits.AddRange(from is null ? [to] : NotEmpty(text, await LineAsync(text, from, to, cancellationToken).ConfigureAwait(false)));
        }

        // Later ones first, or an earlier one would conflict with them.
        return NotEmpty([.. commits.DistinctBy(commit => commit.Id).OrderByDescending(commit => commit.Record.Generation)]);
    }

    private static List<Commit> NotEmpty(string text, List<Commit> commits) => commits.Count > 0
        ? commits
        : throw LakeException.Invalid($"'{text}' holds no commit: the second revision has none that the first one lacks. The earlier one comes first.");

    private static List<T> NotEmpty<T>(List<T> commits) => commits.Count > 0
        ? commits
        : throw LakeException.Invalid("No commit was given. Name one, or a range A..B.");

    private async ValueTask<(Commit? From, Commit To)> EndsAsync(string text, CancellationToken cancellationToken)
    {
        var dots = text.IndexOf(Dots, StringComparison.Ordinal);
        if (dots < 0)
        {
            return (null, await ReadAsync(text, cancellationToken).ConfigureAwait(false));
        }

        var (from, to) = (text[..dots], text[(dots + Dots.Length)..]);
        if (from.Length == 0 || to.Length == 0 || to.StartsWith('.'))
        {
            throw LakeException.Invalid($"'{text}' is not a range of commits: expected A..B, two revisions with two dots between.");
        }

        return (await ReadAsync(from, cancellationToken).ConfigureAwait(false), await ReadAsync(to, cancellationToken).ConfigureAwait(false));
    }

    private async ValueTask<Commit> ReadAsync(string revision, CancellationToken cancellationToken) =>
        (await lake.Store.Revisions.ResolveAsync(revision, cancellationToken).ConfigureAwait(false)).Commit;

    private async ValueTask<List<Commit>> LineAsync(string text, Commit from, Commit to, CancellationToken cancellationToken)
    {
        var line = new List<Commit>();
        var commit = to;
        while (commit.Id != from.Id && commit.Record.Depth > from.Record.Depth)
        {
            line.Add(commit);
            commit = await lake.Store.Commits.ReadAsync(commit.Record.Parents[0], cancellationToken).ConfigureAwait(false);
        }

        return commit.Id == from.Id
            ? line
            : throw LakeException.Invalid($"'{text}': {from.Id.Abbreviated} is not on the line of first parents of {to.Id.Abbreviated}, so what lies between is no line. The earlier one comes first; or name the commits one by one.");
    }
}
