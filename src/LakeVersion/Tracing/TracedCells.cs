using LakeVersion.Versioning.Commits;

namespace LakeVersion.Tracing;

/// <summary>The cells of a row, each for itself; parts are the stored names of columns.</summary>
internal sealed class TracedCells(RowSights sights) : ITraced
{
    public async ValueTask<IReadOnlyCollection<string>> SameAsync(
        Commit commit, Commit parent, IReadOnlyCollection<string> parts, CancellationToken cancellationToken)
    {
        if (await sights.IsUntouchedAsync(commit, parent, cancellationToken).ConfigureAwait(false))
        {
            return [.. parts];
        }

        var after = await sights.RowAsync(commit, cancellationToken).ConfigureAwait(false);
        var before = await sights.RowAsync(parent, cancellationToken).ConfigureAwait(false);
        return after is null || before is null ? [] : [.. parts.Except(after.Differing(before), StringComparer.Ordinal)];
    }
}
