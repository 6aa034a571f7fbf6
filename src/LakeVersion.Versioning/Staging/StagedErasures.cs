using LakeVersion.Storage;
using LakeVersion.Versioning.Erasing;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Settings;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Versioning.Staging;

/// <summary>Keeps a staged transaction from publishing content that was erased while it was open.</summary>
/// <remarks>
/// 1. What its base has is history's own and stays named there, also where the transaction moves it. 2. What was erased before the transaction began
/// was taken by reference, as by a copy or merge (decision 0036): its uploads are younger.
/// </remarks>
internal static class StagedErasures
{
    /// <summary>Costs a look at the settings; where something was erased, one at the log of erasures too.</summary>
    /// <exception cref="LakeException">Expired: names the transaction, a path and the erasure.</exception>
    public static async ValueTask CheckAsync(
        LakeStore lake, RefName name, Transaction transaction, CancellationToken cancellationToken)
    {
        // Not those of the try: what was looked at a moment ago is good for numbers, which nobody else can have, and may be older than the erasure.
        var settings = await lake.Settings.CurrentAsync(cancellationToken).ConfigureAwait(false);
        if (!settings.Value.WriterFeatures.Contains(KnownFeatures.Erasures))
        {
            return;
        }

        var erased = await lake.Erasures.CurrentAsync(cancellationToken).ConfigureAwait(false);
        var changes = transaction.Changes();
        if (!changes.Any(change => ErasureOf(change.Entry?.Place) is not null))
        {
            return;
        }

        var began = (await lake.Logs.ReadAsync(name.Log, 1, cancellationToken).ConfigureAwait(false)).Entry.Time;
        var inherited = new HashSet<Locator>();
        foreach (var change in changes)
        {
            if (await transaction.BaseTree.GetAsync(change.Path, cancellationToken).ConfigureAwait(false) is { Place: { } place })
            {
                inherited.Add(place); // 1
            }
        }

        foreach (var (path, entry) in changes)
        {
            if (ErasureOf(entry?.Place) is { } erasure && erasure.Time >= began && !inherited.Contains(entry!.Place!))
            {
                throw LakeException.Expired(
                    $"Transaction {transaction.Id} holds content that was erased (erasure {erasure.N} by {erasure.Author} on {erasure.Time:yyyy-MM-dd}: '{erasure.Reason}') at '{path}'. Nothing was committed; abort it: lv abort {transaction.Id}");
            }
        }

        KnownErasure? ErasureOf(Locator? place) => place is null ? null : erased.At(place);
    }
}
