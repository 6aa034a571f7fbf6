using LakeVersion.Storage;
using LakeVersion.Versioning.Records;

namespace LakeVersion.Versioning.Mirroring;

/// <summary>Makes a whole mirror a lake of its own, with a new id: from then on it is written to, and mirrored to no more.</summary>
public static class MirrorPromotion
{
    /// <summary>Promotes the mirror that a lake was opened as. Whoever has it open goes on seeing a mirror until it is opened again.</summary>
    /// <param name="lake">The mirror.</param>
    /// <param name="author">Who promotes it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The record, which holds the new id and the origin.</returns>
    /// <exception cref="LakeException">Refused: it is partial. Conflict: it is no mirror, or somebody else promoted it. Unavailable: no clear answer came.</exception>
    public static async ValueTask<Promotion> RunAsync(LakeStore lake, string author, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lake);
        if (lake.Mirror is not { } mark)
        {
            throw LakeException.Conflict($"{lake.Store.Name} is no mirror but a lake of its own ({lake.Id}). Nothing was changed.");
        }

        if (mark.Part is not null)
        {
            throw LakeException.Refused($"{lake.Store.Name} is a partial mirror: what it lacks would be lost to the new lake for ever. Mirror the whole lake, and promote that.");
        }

        var promotion = new Promotion
        {
            Lake = Id128.Create(lake.Entropy),
            Origin = mark.Lake,
            Source = mark.Source,
            Time = Microseconds.Floor(await lake.StoreTimeAsync(cancellationToken).ConfigureAwait(false)),
            Author = author,
            Client = lake.Client,
        };
        var key = NumberedKey.For(Promotion.Prefix, lake.Promotions.Count + 1);
        var target = new MirrorTarget(lake.Store, lake.Commits);
        return await target.CreateAsync(key, promotion.ToBytes(), cancellationToken).ConfigureAwait(false)
            ? promotion
            : throw LakeException.Conflict($"{lake.Store.Name} was promoted by somebody else just now. Open it again.");
    }
}
