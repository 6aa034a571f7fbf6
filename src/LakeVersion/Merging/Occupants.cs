using LakeVersion.Changes;
using LakeVersion.Tables;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Merging;

/// <summary>What a transaction has at a place that something else is to come to.</summary>
internal sealed class Occupants(LakeTransaction change)
{
    public async ValueTask<bool> IsFileAsync(string path, CancellationToken cancellationToken) =>
        await change.Inner.GetAsync(LakePath.Parse(path), cancellationToken).ConfigureAwait(false) is not null;

    public async ValueTask<bool> IsTableAsync(string folder, CancellationToken cancellationToken)
    {
        await foreach (var _ in change.Inner.ScanAsync(TablePath.LogPrefix(folder), null, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        return false;
    }

    /// <summary>Removes a file, a table, or with a closing slash all that is in a folder.</summary>
    public async ValueTask ClearAsync(string what, CancellationToken cancellationToken)
    {
        if (what.EndsWith('/') || await IsTableAsync(what, cancellationToken).ConfigureAwait(false))
        {
            await change.Files.DeleteFolderAsync(what, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            change.Inner.Delete(LakePath.Parse(what));
        }
    }
}
