using LakeVersion.Storage;

namespace LakeVersion.Versioning.Verifying;

/// <summary>Which packs and objects are there, with their lengths, and which of them something kept refers to.</summary>
/// <remarks>Filled by listings. A key that no listing showed is asked for by itself: it may be younger than they are.</remarks>
internal sealed class ObjectTable(IObjectStore store, PlaceHash hash)
{
    // Twice the length plus one, and one where reached; a missing object has the length -1. Nought while the first that asked waits for its answer.
    private const long Asked = 0;

    private readonly PackedMap objects = new();

    /// <summary>Takes up all keys with a prefix.</summary>
    public async ValueTask ListAsync(string prefix, Action<int>? listed, CancellationToken cancellationToken)
    {
        await foreach (var item in store.ListAsync(new ListRequest { Prefix = prefix }, cancellationToken).ConfigureAwait(false))
        {
            if (item.Info is { } info)
            {
                objects.Set(hash.Of(item.Name), _ => Pack(info.SizeBytes, isReached: false));
                listed?.Invoke(1);
            }
        }
    }

    /// <summary>Marks an object as referred to.</summary>
    /// <returns>Its length, null where it is missing; and whether this is the first reference.</returns>
    public async ValueTask<(long? SizeBytes, bool IsFirst)> ReachAsync(StoreKey key, CancellationToken cancellationToken)
    {
        var id = hash.Of(key.Value);
        long? asked = null;
        if (objects.Set(id, known => known is null or Asked ? Asked : known.Value | 1) is not { } before)
        {
            // Only this caller saw it unknown; others that ask meanwhile would believe it missing, so each of them asks too.
            asked = await SizeAsync(key, cancellationToken).ConfigureAwait(false);
            objects.Set(id, _ => Pack(asked ?? -1, isReached: true));
            return (asked, true);
        }

        var (size, isReached) = ((before >> 1) - 1, (before & 1) != 0);
        return before == Asked ? (await SizeAsync(key, cancellationToken).ConfigureAwait(false), false)
            : size >= 0 ? (size, !isReached)
            : (null, false);
    }

    /// <summary>How many objects nothing referred to, and their bytes.</summary>
    public (long Count, long Bytes) Unreached()
    {
        var (count, bytes) = (0L, 0L);
        foreach (var packed in objects.Values())
        {
            if ((packed & 1) == 0 && packed >> 1 > 0)
            {
                (count, bytes) = (count + 1, bytes + (packed >> 1) - 1);
            }
        }

        return (count, bytes);
    }

    private static long Pack(long size, bool isReached) => ((size + 1) << 1) | (isReached ? 1L : 0L);

    private async ValueTask<long?> SizeAsync(StoreKey key, CancellationToken cancellationToken) =>
        (await store.StatAsync(key, cancellationToken).ConfigureAwait(false))?.SizeBytes;
}
