using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Changes;

/// <summary>Which versions were committed in a time.</summary>
internal sealed class ChangeTimes(IObjectStore folder)
{
    /// <exception cref="LakeException">NotFound: none was. Invalid: the time ends before it begins.</exception>
    public async ValueTask<(long First, long Last)> FindAsync(
        DeltaSnapshot latest, DateTimeOffset from, DateTimeOffset? to, CancellationToken cancellationToken)
    {
        if (to < from)
        {
            throw LakeException.Invalid($"The changes asked for end at {to:O}, before they begin at {from:O}.");
        }

        // Times of commits are whole milliseconds: those before `from` are all those up to a millisecond less.
        var before = await NewestAsync(latest, from.AddTicks(-1), cancellationToken).ConfigureAwait(false);
        var last = to is { } end ? await NewestAsync(latest, end, cancellationToken).ConfigureAwait(false) : latest.Version;
        var first = before + 1 ?? await OldestAsync(cancellationToken).ConfigureAwait(false);
        return last is { } found && found >= first
            ? (first, found)
            : throw LakeException.NotFound($"{folder.Name} has no version of {(to is null ? $"{from:O} or later" : $"{from:O} to {to:O}")}; its newest, {latest.Version}, is of {latest.Timestamp:O}.");
    }

    // Null where the time lies before the first version.
    private async ValueTask<long?> NewestAsync(DeltaSnapshot latest, DateTimeOffset time, CancellationToken cancellationToken)
    {
        try
        {
            return await new VersionTimes(folder).FindAsync(latest, time, cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.NotFound)
        {
            return null;
        }
    }

    private async ValueTask<long> OldestAsync(CancellationToken cancellationToken)
    {
        var log = await LogListing.ListAsync(folder, 0, cancellationToken).ConfigureAwait(false);
        return log.Where(file => file.Kind == LogFileKind.Commit).Select(file => file.Version).DefaultIfEmpty(long.MaxValue).Min();
    }
}
