using LakeVersion.Storage;
using LakeVersion.Versioning.Records;

namespace LakeVersion.Versioning.Mirroring;

/// <summary>Looks at the place that is to become, or is, a mirror: whether it is this lake's, and what it is limited to.</summary>
internal sealed class MirrorGate(LakeStore source, MirrorTarget target)
{
    /// <summary>The mark that stands there; null for an empty place.</summary>
    /// <exception cref="LakeException">Conflict: something else is there. Refused: it was promoted.</exception>
    public async ValueTask<MirrorMark?> LookAsync(CancellationToken cancellationToken)
    {
        var lineage = await LakeLineage.ReadAsync(target.Store, source.Identity.Lake, cancellationToken).ConfigureAwait(false);
        var identity = await target.Store.GetAsync(LakeIdentity.Key, cancellationToken).ConfigureAwait(false);
        var own = await IdentityAsync(cancellationToken).ConfigureAwait(false);
        if (identity is { } there && !there.Span.SequenceEqual(own.Span))
        {
            throw LakeException.Conflict($"{target.Store.Name} holds another lake ({LakeIdentity.FromBytes(there).Lake}), not a mirror of {source.Id}. Choose another place.");
        }

        if (lineage.Mark is null && await FaultAsync(identity is not null, cancellationToken).ConfigureAwait(false) is { } fault)
        {
            // What an earlier run sent before it died may have come since: the mark comes before all else.
            lineage = await LakeLineage.ReadAsync(target.Store, source.Identity.Lake, cancellationToken).ConfigureAwait(false);
            _ = lineage.Mark ?? throw LakeException.Conflict(fault);
        }

        if (lineage.Mark is not { } mark)
        {
            return null;
        }

        if (lineage.Mirror is null)
        {
            throw LakeException.Refused($"{target.Store.Name} was a mirror of {mark.Lake} and is a lake of its own now ({lineage.Id}). Mirror to another place.");
        }

        return mark.Lake == source.Id
            ? mark
            : throw LakeException.Conflict($"{target.Store.Name} is a mirror of lake {mark.Lake}, at {mark.Source}; {source.Store.Name} is lake {source.Id}. Choose another place.");
    }

    /// <summary>What the mirror has: what is asked for, or goes on being what it was begun with.</summary>
    /// <exception cref="LakeException">Invalid: it was begun with something else.</exception>
    public MirrorScope ScopeOf(MirrorMark? mark, MirrorScope asked)
    {
        if (mark is null)
        {
            return asked;
        }

        var begun = MirrorScope.Of(mark.Part);
        return asked.IsWhole || asked.IsSame(begun)
            ? begun
            : throw LakeException.Invalid($"{target.Store.Name} was begun as a mirror of {begun.Describe()}, not of {asked.Describe()}. Leave the options out to go on with it, or choose another place.");
    }

    /// <summary>What stands in the source's <c>lake.json</c>.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> IdentityAsync(CancellationToken cancellationToken) =>
        await source.Store.GetAsync(LakeIdentity.Key, cancellationToken).ConfigureAwait(false)
        ?? throw LakeException.Corrupt($"{LakeIdentity.Key} of {source.Store.Name} is gone.");

    // Why no mirror can begin there; null where the place is empty.
    private async ValueTask<string?> FaultAsync(bool isLake, CancellationToken cancellationToken)
    {
        if (isLake)
        {
            return $"{target.Store.Name} holds the lake itself, or a copy that was not made by mirroring. Choose another place.";
        }

        await foreach (var item in target.Store.ListAsync(new ListRequest { Limit = 1 }, cancellationToken).ConfigureAwait(false))
        {
            return $"{target.Store.Name} is not empty: it holds '{item.Name}'. A mirror needs a place of its own.";
        }

        return null;
    }
}
