using LakeVersion.Storage;
using LakeVersion.Versioning.Records;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Versioning.Mirroring;

/// <summary>Which lake this is: the id of <c>lake.json</c>, those that promotions gave it since, and whether it is a mirror. Immutable.</summary>
internal sealed class LakeLineage
{
    /// <summary>What stands beside <c>lake.json</c> lies below it.</summary>
    public const string Folder = "mirror/";

    public LakeLineage(Id128 first, IReadOnlyList<Promotion>? promotions = null, MirrorMark? mark = null)
    {
        Promotions = promotions ?? [];
        First = first;
        Id = Promotions.Count == 0 ? first : Promotions[^1].Lake;
        Mark = mark;
    }

    /// <summary>The id in <c>lake.json</c>.</summary>
    public Id128 First { get; }

    /// <summary>The id that new entries and commits carry.</summary>
    public Id128 Id { get; }

    public IReadOnlyList<Promotion> Promotions { get; }

    /// <summary>The mark that stands here, whether or not a promotion ended it.</summary>
    public MirrorMark? Mark { get; }

    /// <summary>The mark while this is a mirror; null for a lake of its own.</summary>
    public MirrorMark? Mirror => Promotions.Any(promotion => promotion.Origin == Mark?.Lake) ? null : Mark;

    /// <summary>True for every id that this lake ever had: what carries one belongs here.</summary>
    public bool Knows(Id128 lake) => lake == Id || lake == First || Promotions.Any(promotion => promotion.Lake == lake);

    /// <summary>The number of a log's first entry here.</summary>
    public long FirstOf(string log) => StartOf(log)?.N ?? 1;

    /// <summary>The first entry of a log as a partial mirror recorded it; null for every other log.</summary>
    public LogStart? StartOf(string log) => Mirror?.Part?.Logs.GetValueOrDefault(log);

    /// <summary>True for logs that mirroring left behind: staged transactions always, other names where the mirror is limited to some branches.</summary>
    public bool IsLeftOut(string log) =>
        RefName.TryFromLog(log, out var name) && (name.Kind == RefKind.Staging ? Mark is not null : Mirror is { } mirror && !MirrorScope.Of(mirror.Part).Takes(name));

    /// <summary>Refuses to change a mirror.</summary>
    /// <exception cref="LakeException">Refused.</exception>
    public void CheckWritable(string place)
    {
        if (Mirror is { } mirror)
        {
            var end = mirror.Part is null ? $"Change that lake, or make this one of its own: lv promote {place}" : "Change that lake; a partial mirror cannot be made one of its own.";
            throw LakeException.Refused($"{place} is a mirror of {mirror.Source} (lake {mirror.Lake}) and is changed only by mirroring. {end}");
        }
    }

    /// <summary>What was left out here, in words.</summary>
    public LakeException LeftOut(string what) =>
        LakeException.NotFound($"{what} was left out of this partial mirror; it is in the lake that it mirrors, {Mark?.Source ?? "which is not known"}.");

    /// <summary>Reads what stands beside <c>lake.json</c>: one listing where nothing does.</summary>
    public static async ValueTask<LakeLineage> ReadAsync(IObjectStore store, Id128 first, CancellationToken cancellationToken)
    {
        MirrorMark? mark = null;
        var promotions = new List<Promotion>();
        await foreach (var item in store.ListAsync(new ListRequest { Prefix = Folder }, cancellationToken).ConfigureAwait(false))
        {
            var key = StoreKey.Parse(item.Name);
            if (key == MirrorMark.Key)
            {
                mark = MirrorMark.FromBytes(await GetAsync(store, key, cancellationToken).ConfigureAwait(false));
            }
            else if (NumberedKey.TryParse(Promotion.Prefix, item.Name, out _))
            {
                promotions.Add(Promotion.FromBytes(key, await GetAsync(store, key, cancellationToken).ConfigureAwait(false)));
            }
        }

        promotions.Reverse(); // Keys sort newest first.
        return new LakeLineage(first, promotions, mark);
    }

    private static async ValueTask<ReadOnlyMemory<byte>> GetAsync(IObjectStore store, StoreKey key, CancellationToken cancellationToken) =>
        await store.GetAsync(key, cancellationToken).ConfigureAwait(false)
        ?? throw LakeException.Corrupt($"{key}: listed but missing; it is never deleted.");
}
