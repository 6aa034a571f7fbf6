using LakeVersion.Storage;
using LakeVersion.Versioning.Content;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LakeVersion.Versioning;

/// <summary>How a lake is opened: clocks, randomness, caches and logging.</summary>
public sealed record LakeStoreOptions
{
    /// <summary>The writer's clock, for waiting and for the writer's time in entries; what counts is the store's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where ids and jitter come from.</summary>
    public IEntropy Entropy { get; init; } = SystemEntropy.Instance;

    /// <summary>The program's name and version, as it stands in log entries.</summary>
    public string Client { get; init; } = "LakeVersion/0.1.0";

    /// <summary>Memory for decoded nodes, in bytes. Default 64 MiB.</summary>
    public long NodeCacheBytes { get; init; } = 64 << 20;

    /// <summary>Memory for stored objects (entries, commits, small ranges), in bytes. Default 32 MiB; 0 switches it off.</summary>
    public long ObjectCacheBytes { get; init; } = 32 << 20;

    /// <summary>Reads content that lies outside the lake; null where nobody does, and such content cannot be read.</summary>
    public IOutsideContent? Outside { get; init; }

    /// <summary>The checks that this program can run where a protection rule asks for them, by their names. Default none.</summary>
    public IReadOnlyList<Publishing.IPublishCheck> Checks { get; init; } = [];

    /// <summary>Where messages go.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Where work goes on that runs beside its caller. Default: the thread pool.</summary>
    public BackgroundWork Background { get; init; } = BackgroundWork.ThreadPool;

    // Every key of a lake is written once, so whatever was read once may be kept.
    internal IObjectStore WithCaches(IObjectStore store) => ObjectCacheBytes > 0
        ? new CachingStore(store, _ => true, new CachingOptions { MemoryBytes = ObjectCacheBytes, TimeProvider = Time, Entropy = Entropy })
        : store;
}
