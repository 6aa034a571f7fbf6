using LakeVersion.Versioning.Commits;

namespace LakeVersion.Tracing;

/// <summary>A row as a whole.</summary>
internal sealed class TracedRow(RowSights sights) : ITraced
{
    public async ValueTask<IReadOnlyCollection<string>> SameAsync(
        Commit commit, Commit parent, IReadOnlyCollection<string> parts, CancellationToken cancellationToken)
    {
        if (await sights.IsUntouchedAsync(commit, parent, cancellationToken).ConfigureAwait(false))
        {
            return parts;
        }

        var after = await sights.RowAsync(commit, cancellationToken).ConfigureAwait(false);
        var before = await sights.RowAsync(parent, cancellationToken).ConfigureAwait(false);
        var isSame = after is null || before is null ? after is null && before is null : after.Differing(before).Count == 0;
        return isSame ? parts : [];
    }
}
