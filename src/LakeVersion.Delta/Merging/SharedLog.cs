using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Delta.Merging;

/// <summary>Whether one log goes on from a state of another. Numbers of versions do not tell: branches give them independently.</summary>
internal static class SharedLog
{
    /// <summary>True where both logs have the same commit at the earlier state's version; false also where one of them was cleaned up there.</summary>
    public static async ValueTask<bool> GoesOnAsync(DeltaSnapshot earlier, DeltaSnapshot later, CancellationToken cancellationToken)
    {
        if (earlier.Version > later.Version)
        {
            return false;
        }

        var key = LogKeys.Commit(earlier.Version);
        return await earlier.Folder.GetAsync(key, cancellationToken).ConfigureAwait(false) is { } there
            && await later.Folder.GetAsync(key, cancellationToken).ConfigureAwait(false) is { } here
            && there.Span.SequenceEqual(here.Span);
    }
}
