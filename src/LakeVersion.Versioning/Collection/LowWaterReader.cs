using System.Collections.Concurrent;
using LakeVersion.Versioning.Collection.Retention;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Versioning.Collection;

/// <summary>Reads as much of the logs as it takes to decide what they let go of.</summary>
internal sealed class LowWaterReader(LakeStore lake, RetentionSettings settings, CollectorOptions options)
{
    /// <summary>What every log stands at, and the least number that each log keeps by the rules.</summary>
    public async ValueTask<(IReadOnlyDictionary<string, GcAnchor> Heads, IReadOnlyDictionary<string, long> Low)> ReadAsync(
        GcView before, DateTimeOffset storeTime, CancellationToken cancellationToken)
    {
        var heads = new SortedDictionary<string, GcAnchor>(StringComparer.Ordinal);
        var low = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        foreach (var kind in Enum.GetValues<RefKind>())
        {
            var names = await lake.Catalog.ListAsync(kind, includeDead: true, cancellationToken).ConfigureAwait(false);
            foreach (var named in names)
            {
                heads[named.Name.Log] = new GcAnchor(named.Head.Entry.N, named.Head.Hash);
            }

            await lake.Background.ForEachAsync(names, options.RequestsAtOnce, async (named, token) =>
            {
                if (settings.For(named.Name) is { Count: > 0 } rules)
                {
                    low[named.Name.Log] = await CutAsync(named, rules, before, storeTime, token).ConfigureAwait(false);
                }
            }, cancellationToken).ConfigureAwait(false);
        }

        return (heads, low);
    }

    private async ValueTask<long> CutAsync(
        NamedHead named, IReadOnlyList<RetentionRule> rules, GcView before, DateTimeOffset storeTime, CancellationToken cancellationToken)
    {
        var cut = new RetentionCut(rules, storeTime);
        var floor = before.LowWater.GetValueOrDefault(named.Name.Log, 1);
        await foreach (var stored in lake.Logs.NewestFirstAsync(named.Name.Log, named.Head.Entry.N, floor, cancellationToken).ConfigureAwait(false))
        {
            if (!cut.Keeps(stored.Entry))
            {
                break;
            }
        }

        return Math.Max(cut.Low, floor);
    }
}
