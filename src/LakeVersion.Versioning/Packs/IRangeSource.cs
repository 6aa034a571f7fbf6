using LakeVersion.Storage;
using LakeVersion.Versioning.Content;
using LakeVersion.Versioning.Erasing;
using LakeVersion.Versioning.Mirroring;

namespace LakeVersion.Versioning.Packs;

/// <summary>Bytes by place: a store alone, or a store and what a transaction has not uploaded yet.</summary>
internal interface IRangeSource
{
    /// <summary>Reads what lies outside the lake; null where nobody does.</summary>
    IOutsideContent? Outside { get; }

    /// <summary>Which lake the places belong to, for what a partial mirror left out; null where unknown.</summary>
    LakeLineage? Lineage { get; }

    /// <summary>What was erased, for words about what cannot be read; null where nobody knows.</summary>
    ErasureLog? Erasures { get; }

    /// <summary>A range of a pack or object; null where there is none. The memory is shared and never changes.</summary>
    ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(StoreKey key, long offset, int length, CancellationToken cancellationToken);
}

/// <summary>The bytes of a store.</summary>
internal sealed class StoreRanges(IObjectStore store, IOutsideContent? outside = null, LakeLineage? lineage = null, ErasureLog? erasures = null) : IRangeSource
{
    public ErasureLog? Erasures => erasures;

    public IOutsideContent? Outside => outside;

    public LakeLineage? Lineage => lineage;

    public ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(
        StoreKey key, long offset, int length, CancellationToken cancellationToken) =>
        store.GetRangeAsync(key, offset, length, cancellationToken);
}
