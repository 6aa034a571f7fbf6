namespace LakeVersion.Storage;

/// <summary>How much a <see cref="CachingStore"/> keeps, and where.</summary>
public sealed record CachingOptions
{
    /// <summary>
    /// The most content kept in memory, in bytes; an object above an eighth of it is not kept. 64 MiB by default, 0 for none.
    /// </summary>
    public long MemoryBytes { get; init; } = 64L << 20;

    /// <summary>The largest object that a put or create of this process leaves in memory, in bytes. 64 KiB by default.</summary>
    public int MaxWrittenBytes { get; init; } = 64 << 10;

    /// <summary>
    /// A folder for a second cache that outlives the process, made readable by its owner alone; null (the default) for none.
    /// </summary>
    public string? DiskFolder { get; init; }

    /// <summary>The most bytes kept on disk, oldest out first; an object above an eighth of it is not kept. 1 GiB by default.</summary>
    public long DiskBytes { get; init; } = 1L << 30;

    /// <summary>
    /// What tells this store's objects from those of any other that shares the disk folder, such as a lake's id: a
    /// location alone would confuse a lake with its successor at the same place. Required with <see cref="DiskFolder"/>.
    /// </summary>
    public string? Scope { get; init; }

    /// <summary>Draws names of unfinished cache files. The system's generator by default.</summary>
    public IEntropy Entropy { get; init; } = SystemEntropy.Instance;

    /// <summary>Stamps cache files, whose age decides what goes first. The system's clock by default.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
