using LakeVersion.Storage;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Versioning.Verifying;

/// <summary>Whether what a locator names is there, and long enough. Nothing is read.</summary>
internal static class PlaceCheck
{
    /// <summary>Looks, and adds a pack that is met for the first time to what is to be looked at.</summary>
    /// <exception cref="LakeException">Corrupt: it is missing or too short.</exception>
    public static async ValueTask ReachAsync(
        CheckRun run, TreeOwner owner, Locator place, string? path, List<TreeStep> next, CancellationToken cancellationToken)
    {
        if (place.Room is not (Room.Pack or Room.Object))
        {
            return;
        }

        var key = place.ToKey();
        var (size, isFirst) = await run.Objects.ReachAsync(key, cancellationToken).ConfigureAwait(false);
        if (size is not { } length)
        {
            throw LakeException.Corrupt($"{key} is missing: expected {place.Length} bytes at byte {place.Offset}.");
        }

        if (isFirst && place.Room == Room.Pack)
        {
            next.Add(new PackStep(owner, Locator.Stored(Room.Pack, place.Epoch, place.TransactionId, place.Sequence, 0, length), path));
        }

        if (place.Room == Room.Object ? length != place.Length : length < place.Offset + place.Length)
        {
            throw LakeException.Corrupt($"{key} has {length} bytes: expected {(place.Room == Room.Object ? "" : "at least ")}{place.Offset + place.Length}.");
        }
    }
}
