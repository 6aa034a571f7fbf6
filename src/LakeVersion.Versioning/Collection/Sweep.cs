using LakeVersion.Storage;
using LakeVersion.Versioning.Collection.Marking;

namespace LakeVersion.Versioning.Collection;

/// <summary>Goes through what is stored, folder by folder, and lets go of what is not marked (protocol: collecting, rule 5).</summary>
/// <param name="lake">The lake.</param>
/// <param name="sweepMax">The youngest epoch that may be deleted from.</param>
/// <param name="options">Whom to tell.</param>
/// <param name="deletes">False counts only.</param>
internal sealed class Sweep(LakeStore lake, long sweepMax, CollectorOptions options, bool deletes)
{
    private const int KeysAtOnce = 1000;

    /// <summary>Sweeps all folders. Sweeping again goes on where it stopped, since what is deleted is not listed.</summary>
    public async ValueTask RunAsync(PlaceLists<StoredPart> marks, OwnerLists owners, SweepTally tally, CancellationToken cancellationToken)
    {
        for (var folder = 0; folder < StoredName.Folders; folder++)
        {
            // A set of exact places: marks come several times, and blocks are counted once.
            var parts = marks.Read(folder).ToHashSet();
            marks.Clear(folder);
            var alive = new Dictionary<StoredPart, long>();
            foreach (var part in parts)
            {
                alive[part.Whole] = alive.GetValueOrDefault(part.Whole) + part.Length;
            }

            var owner = owners.Read(folder);
            await SweepAsync(isObject: false, folder, alive, owner, tally, cancellationToken).ConfigureAwait(false);
            await SweepAsync(isObject: true, folder, alive, owner, tally, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask SweepAsync(
        bool isObject, int folder, Dictionary<StoredPart, long> alive, Dictionary<StoredPart, int> owner, SweepTally tally, CancellationToken cancellationToken)
    {
        var prefix = StoredName.Prefix(isObject, folder);
        var dead = new List<StoreKey>();
        await foreach (var item in lake.Uncached.ListAsync(new ListRequest { Prefix = prefix }, cancellationToken).ConfigureAwait(false))
        {
            options.Report(CollectorPhase.Sweeping, 1);
            if (!StoredName.TryParse(prefix, isObject, item.Name, out var whole))
            {
                tally.Foreign++;
                continue;
            }

            // Epochs ascend within a folder.
            if (whole.Epoch > sweepMax)
            {
                break;
            }

            var size = item.Info?.SizeBytes ?? 0;
            if (alive.TryGetValue(whole, out var aliveBytes))
            {
                tally.Keep(item.Name, isObject, size, isObject ? size : Math.Min(aliveBytes, size));
                continue;
            }

            tally.Free(isObject, size, owner.TryGetValue(whole, out var who) ? who : null);
            dead.Add(StoreKey.Parse(item.Name));
            if (dead.Count == KeysAtOnce)
            {
                await DeleteAsync(dead, cancellationToken).ConfigureAwait(false);
            }
        }

        await DeleteAsync(dead, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask DeleteAsync(List<StoreKey> dead, CancellationToken cancellationToken)
    {
        if (deletes && dead.Count > 0)
        {
            await lake.Store.DeleteAsync(dead, cancellationToken).ConfigureAwait(false);
        }

        dead.Clear();
    }
}
