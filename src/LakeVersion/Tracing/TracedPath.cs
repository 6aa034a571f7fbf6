using LakeVersion.Versioning;
using LakeVersion.Versioning.Audit;
using LakeVersion.Versioning.Commits;

namespace LakeVersion.Tracing;

/// <summary>A file, folder or table by its path.</summary>
/// <param name="lake">The lake.</param>
/// <param name="path">The path; with a closing slash only a folder is meant.</param>
internal sealed class TracedPath(LakeStore lake, string path) : ITraced
{
    public async ValueTask<IReadOnlyCollection<string>> SameAsync(
        Commit commit, Commit parent, IReadOnlyCollection<string> parts, CancellationToken cancellationToken) =>
        await IsSameAsync(commit, parent, cancellationToken).ConfigureAwait(false) ? parts : [];

    /// <summary>True where both have the same at the path. Trees are opened only where the commits' records leave it open.</summary>
    public async ValueTask<bool> IsSameAsync(Commit commit, Commit parent, CancellationToken cancellationToken) =>
        commit.Record.Root == parent.Record.Root
        || IsUntouched(commit, parent)
        || !await PathComparison.DiffersAsync(lake.TreeOf(parent), lake.TreeOf(commit), path, cancellationToken).ConfigureAwait(false);

    // What a commit says of its changes is against its first parent, names top folders, and no file outside of them.
    private bool IsUntouched(Commit commit, Commit parent)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            && commit.Record.Parents[0] == parent.Id
            && commit.Record.Changed is { More: not true } changed
            && !(changed.Folders ?? []).Contains(path[..slash], StringComparer.Ordinal);
    }
}
