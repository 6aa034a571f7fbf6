using LakeVersion.Storage;
using LakeVersion.Versioning.Collection.Marking;

namespace LakeVersion.Versioning.Erasing;

/// <summary>Takes content out of its places: objects are deleted, ranges of packs overwritten with zeros of the same length.</summary>
/// <remarks>
/// 1. All that is to go from a pack goes at once. 2. Each place is looked at in the store itself afterwards, by what is to go by then, and
/// taken again where something is there: another eraser may have put back the pack as it read it before. 3. Doing it again is harmless.
/// </remarks>
/// <param name="store">The store, through whatever caches; they drop what is replaced.</param>
/// <param name="uncached">The store itself.</param>
/// <param name="parts">What is to go of a pack or object, asked for anew before each look.</param>
/// <param name="options">How many at once, and whom to tell.</param>
internal sealed class PlaceEraser(
    IObjectStore store, IObjectStore uncached, Func<StoredPart, CancellationToken, ValueTask<IReadOnlyList<StoredPart>>> parts, ErasureOptions options)
{
    private const int MostTries = 20;

    // A pack is in memory twice while it is overwritten: 128 MiB each at most.
    private const int PacksAtOnce = 3;

    private int packs;
    private int objects;

    /// <summary>How many packs were overwritten.</summary>
    public int Packs => packs;

    /// <summary>How many objects were deleted.</summary>
    public int Objects => objects;

    /// <summary>Empties packs and objects of what is to go.</summary>
    /// <exception cref="LakeException">Unavailable: something brought content back at every try; the key is named.</exception>
    public async ValueTask RunAsync(IEnumerable<StoredPart> wholes, CancellationToken cancellationToken)
    {
        var all = wholes.ToList();
        await RunAsync(all.Where(whole => whole.IsObject), options.RequestsAtOnce, ObjectAsync, cancellationToken).ConfigureAwait(false);
        await RunAsync(all.Where(whole => !whole.IsObject), PacksAtOnce, PackAsync, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The pack with zeros where something is to go; null where there are zeros already. What lies beyond its end is not there.</summary>
    public static byte[]? Zeroed(ReadOnlySpan<byte> pack, IReadOnlyList<StoredPart> parts)
    {
        byte[]? zeroed = null;
        foreach (var part in parts)
        {
            var start = (int)Math.Min(part.Offset, (uint)pack.Length);
            var length = (int)Math.Min(part.Length, (uint)(pack.Length - start));
            if (pack.Slice(start, length).ContainsAnyExcept((byte)0))
            {
                zeroed ??= pack.ToArray();
                zeroed.AsSpan(start, length).Clear();
            }
        }

        return zeroed;
    }

    private Task RunAsync(
        IEnumerable<StoredPart> wholes, int atOnce, Func<StoredPart, CancellationToken, Task> erase, CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Min(atOnce, options.RequestsAtOnce), CancellationToken = cancellationToken };
        return Parallel.ForEachAsync(wholes, parallel, async (whole, token) =>
        {
            await erase(whole, token).ConfigureAwait(false);
            options.Report(ErasurePhase.Erasing, 1);
        });
    }

    private async Task ObjectAsync(StoredPart whole, CancellationToken cancellationToken)
    {
        var key = whole.ToPlace().ToKey();
        for (var left = MostTries; left > 0; left--)
        {
            if (await uncached.StatAsync(key, cancellationToken).ConfigureAwait(false) is null)
            {
                Interlocked.Add(ref objects, left < MostTries ? 1 : 0);
                return;
            }

            await store.DeleteAsync([key], cancellationToken).ConfigureAwait(false);
        }

        throw Fails(key);
    }

    private async Task PackAsync(StoredPart whole, CancellationToken cancellationToken)
    {
        var key = whole.ToPlace().ToKey();
        for (var left = MostTries; left > 0; left--)
        {
            var gone = await parts(whole, cancellationToken).ConfigureAwait(false);
            if (await uncached.GetAsync(key, cancellationToken).ConfigureAwait(false) is not { } bytes || Zeroed(bytes.Span, gone) is not { } zeroed)
            {
                Interlocked.Add(ref packs, left < MostTries ? 1 : 0);
                return;
            }

            await store.PutAsync(key, zeroed, cancellationToken).ConfigureAwait(false);
        }

        throw Fails(key);
    }

    private static LakeException Fails(StoreKey key) => LakeException.Unavailable(
        $"{key} holds erased content again after each of {MostTries} tries to take it out: something keeps writing it. Stop that, and run it again: lv erase finish");
}
