using System.Collections.Concurrent;
using LakeVersion.Storage;

namespace LakeVersion.Testing.Stores;

/// <summary>A store whose clock is another: for tests that turn the time. An object has the time at which it was created through this; others seem to be of old.</summary>
public sealed class ClockedStore(IObjectStore inner, TimeProvider time) : DelegatingStore(inner)
{
    private readonly ConcurrentDictionary<StoreKey, DateTimeOffset> created = [];

    /// <inheritdoc/>
    public override ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken = default) => new(time.GetUtcNow());

    /// <inheritdoc/>
    public override async ValueTask<CreateOutcome> CreateAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        created.TryAdd(key, time.GetUtcNow());
        return await base.CreateAsync(key, content, cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask<ObjectInfo?> StatAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        await base.StatAsync(key, cancellationToken) is { } info ? info with { Modified = created.GetValueOrDefault(key, DateTimeOffset.UnixEpoch) } : null;
}
