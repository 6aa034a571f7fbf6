using LakeVersion.Storage;
using LakeVersion.Versioning;
using LakeVersion.Versioning.Verifying;

namespace LakeVersion.Verifying;

/// <summary>Puts damaged and missing objects of a lake back from another copy of it (decision 0033).</summary>
/// <remarks>
/// 1. The copy is of the same lake, by its id. 2. Only keys at which a check found damage are touched. 3. What belongs there is proven by the
/// check itself: it is run again over the lake with the copy's objects in place of the damaged ones, all bytes of those read, and an object of
/// the copy at which it finds any fault stays out. 4. What was hidden behind damage joins in a further round. 5. Then the objects are put under
/// their keys, what is referred to before what refers to it; and the lake is checked once more.
/// </remarks>
public static class LakeRepair
{
    private const int MostRounds = 32;
    private const int WholeBytes = 64 << 20;

    private static readonly string[] Order = ["objects/", "packs/", "commits/", "gc/", "refs/"];

    /// <summary>Checks a lake, and repairs it from a copy.</summary>
    /// <param name="store">The lake's store.</param>
    /// <param name="copy">The store of the copy, which is only read.</param>
    /// <param name="lake">How the lake would be opened; null for the defaults.</param>
    /// <param name="options">What to look at; null for everything but the bytes of content.</param>
    /// <param name="dryRun">True writes nothing.</param>
    /// <param name="cancellationToken">Ends the repair; what was put back by then stays.</param>
    /// <exception cref="LakeException">Invalid: the copy is the lake itself. Refused: it is another lake's. As <see cref="LakeCheck.RunAsync"/>.</exception>
    public static async ValueTask<RepairReport> RunAsync(
        IObjectStore store, IObjectStore copy, LakeOptions? lake = null, VerifyOptions? options = null, bool dryRun = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(copy);
        options ??= new VerifyOptions();
        if (store.Name == copy.Name)
        {
            throw LakeException.Invalid($"{copy.Name} is the lake itself; name another copy of it.");
        }

        var damaged = new SortedSet<string>(StringComparer.Ordinal);
        var before = await CheckAsync(store, lake, options, options.DataOf, damaged, tell: true, cancellationToken).ConfigureAwait(false);
        if (damaged.Count == 0)
        {
            return new RepairReport { Before = before, Repaired = [], NotRepaired = [], After = before };
        }

        var source = await LakeStore.IdentifyAsync(copy, cancellationToken).ConfigureAwait(false);
        if (before.Lake is { } id && id != source.Lake)
        {
            throw LakeException.Refused($"{copy.Name} holds the lake {source.Lake}: only a copy of {id} can repair it.");
        }

        var (put, refused, after) = await ProveAsync(store, copy, lake, options, damaged, before, cancellationToken).ConfigureAwait(false);
        if (!dryRun && put.Count > 0)
        {
            foreach (var key in put.OrderBy(Rank))
            {
                await CopyAsync(store, copy, StoreKey.Parse(key), cancellationToken).ConfigureAwait(false);
            }

            after = await CheckAsync(store, lake, options, put.Contains, [], tell: false, cancellationToken).ConfigureAwait(false);
        }

        return new RepairReport
        {
            Before = before,
            Repaired = [.. put],
            NotRepaired = [.. refused.Select(pair => new UnrepairedObject(pair.Key, pair.Value))],
            After = after,
        };
    }

    private static async ValueTask<(SortedSet<string> Put, SortedDictionary<string, string> Refused, LakeCheckReport After)> ProveAsync(
        IObjectStore store, IObjectStore copy, LakeOptions? lake, VerifyOptions options, SortedSet<string> damaged, LakeCheckReport before, CancellationToken cancellationToken)
    {
        var put = new SortedSet<string>(StringComparer.Ordinal);
        var refused = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var (open, after) = (damaged, before);
        for (var round = 0; round < MostRounds; round++)
        {
            var changed = false;
            foreach (var key in open.Where(key => !refused.ContainsKey(key)))
            {
                changed = true;
                if (put.Remove(key))
                {
                    refused.Add(key, "The copy's object is not what belongs there either, or nothing proves that it is.");
                }
                else if (await copy.StatAsync(StoreKey.Parse(key), cancellationToken).ConfigureAwait(false) is null)
                {
                    refused.Add(key, "The copy has no such object.");
                }
                else
                {
                    put.Add(key);
                }
            }

            if (!changed)
            {
                return (put, refused, after);
            }

            open = new SortedSet<string>(StringComparer.Ordinal);
            after = await CheckAsync(new OverlayStore(store, copy, put), lake, options, put.Contains, open, tell: false, cancellationToken).ConfigureAwait(false);
        }

        // Never ends so in one piece: what is still being found is not proven.
        foreach (var key in open.Where(put.Remove))
        {
            refused[key] = $"After {MostRounds} rounds more damage was still found; run the repair again.";
        }

        return (put, refused, after);
    }

    // The keys at which the check finds damage go to a set; tables and content outside have none in the store.
    private static ValueTask<LakeCheckReport> CheckAsync(
        IObjectStore store, LakeOptions? lake, VerifyOptions options, Func<string, bool>? dataOf, SortedSet<string> damaged, bool tell, CancellationToken cancellationToken)
    {
        return LakeCheck.RunAsync(store, lake, options with { DataOf = dataOf, Found = Take }, cancellationToken);

        void Take(CheckFinding finding)
        {
            if (finding is { IsDamage: true, Thing: not (CheckedThing.Outside or CheckedThing.Table) })
            {
                damaged.Add(finding.Key);
            }

            if (tell)
            {
                options.Found?.Invoke(finding);
            }
        }
    }

    private static int Rank(string key)
    {
        var rank = Array.FindIndex(Order, prefix => key.StartsWith(prefix, StringComparison.Ordinal));
        return rank < 0 ? Order.Length : rank;
    }

    private static async ValueTask CopyAsync(IObjectStore store, IObjectStore copy, StoreKey key, CancellationToken cancellationToken)
    {
        var info = await copy.StatAsync(key, cancellationToken).ConfigureAwait(false);
        if (info is { } large && large.SizeBytes > WholeBytes)
        {
            var stream = new ObjectStream(copy, key, large);
            await using (stream.ConfigureAwait(false))
            {
                await store.PutAsync(key, stream, cancellationToken).ConfigureAwait(false);
            }

            return;
        }

        var content = await copy.GetAsync(key, cancellationToken).ConfigureAwait(false)
            ?? throw LakeException.Conflict($"{key} was deleted from {copy.Name} while it was copied. What was put back before it stays; run the repair again.");
        await store.PutAsync(key, content, cancellationToken).ConfigureAwait(false);
    }
}
