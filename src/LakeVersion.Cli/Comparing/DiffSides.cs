using LakeVersion.Cli.Verbs;
using LakeVersion.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Comparing;

/// <summary>The two revisions of a comparison, as they were named and as they are.</summary>
internal sealed record DiffSides(string FromName, LakeSnapshot From, string ToName, LakeSnapshot To, string? Path)
{
    /// <summary>Reads <c>a..b</c>, <c>a...b</c>, <c>a b</c>, <c>a</c> or nothing, then perhaps a path.</summary>
    public static async ValueTask<DiffSides> ReadAsync(Invocation run, string[] words, CancellationToken cancellationToken)
    {
        var lake = await run.OpenAsync(cancellationToken);
        var (from, to, path, isParted) = Read(words, run.BranchName(lake));
        var after = await lake.AtAsync(to, cancellationToken);
        var before = isParted ? await lake.WherePartedAsync(from, to, cancellationToken) : await lake.AtAsync(from, cancellationToken);
        return new DiffSides(isParted ? before.Commit.Id.ToString() : from, before, to, after, path);
    }

    private static (string From, string To, string? Path, bool IsParted) Read(string[] words, string branch)
    {
        var head = $"branch:{branch}";
        if (words.FirstOrDefault() is not { } first)
        {
            return ($"{head}~1", head, null, false);
        }

        var dots = first.IndexOf("..", StringComparison.Ordinal);
        if (dots < 0)
        {
            return (first, words.Length > 1 ? words[1] : head, words.Length > 2 ? words[2] : null, false);
        }

        if (words.Length > 2)
        {
            throw LakeException.Invalid($"'{words[2]}': after '{first}' comes one path at the most.");
        }

        var isParted = first.AsSpan(dots).StartsWith("...", StringComparison.Ordinal);
        var (from, to) = (first[..dots], first[(dots + (isParted ? 3 : 2))..]);
        return (from.Length > 0 ? from : head, to.Length > 0 ? to : head, words.Length > 1 ? words[1] : null, isParted);
    }
}
