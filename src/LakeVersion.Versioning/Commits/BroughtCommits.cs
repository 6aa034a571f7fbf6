namespace LakeVersion.Versioning.Commits;

/// <summary>What becomes part of a branch by a movement that takes others' commits over (docs/format.md, section 6, <c>brings</c>).</summary>
internal static class BroughtCommits
{
    /// <summary>The most commits that an entry names.</summary>
    public const int Most = 256;

    /// <summary>All commits of the tips that the state before did not contain, newest first; where they are too many, the tips alone.</summary>
    public static async ValueTask<IReadOnlyList<CommitId>> OfAsync(
        LakeStore lake, Commit before, IReadOnlyCollection<Commit> tips, CancellationToken cancellationToken)
    {
        var all = await lake.MergeBases.AtMostAsync(tips, [before], Most, cancellationToken).ConfigureAwait(false);
        return [.. (all ?? MergeBases.InOrder(tips)).Reverse().Select(commit => commit.Id)];
    }
}
