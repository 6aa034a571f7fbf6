using System.Collections.Concurrent;
using LakeVersion.Storage;

namespace LakeVersion.Versioning.Packs;

/// <summary>A lake's store in which packs can be read while they are still being put.</summary>
/// <remarks>
/// The commits of a group are built one on the other, and their packs are put side by side: the next reads nodes that the one before has not
/// put to the end. Only this process sees them so, and nothing refers to them before their group is published, which waits for every put.
/// A pack's bytes belong to its builder, which never changes them again; so they may be handed out.
/// </remarks>
internal sealed class UnderwayStore(IObjectStore inner) : DelegatingStore(inner)
{
    private const string Packs = "packs/";

    private readonly ConcurrentDictionary<StoreKey, ReadOnlyMemory<byte>> underway = new();

    public override async ValueTask PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        if (!key.Value.StartsWith(Packs, StringComparison.Ordinal) || !underway.TryAdd(key, content))
        {
            await Inner.PutAsync(key, content, cancellationToken).ConfigureAwait(false);
            return;
        }

        try
        {
            await Inner.PutAsync(key, content, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            underway.TryRemove(key, out _);
        }
    }

    public override ValueTask<ReadOnlyMemory<byte>?> GetAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        underway.TryGetValue(key, out var content) ? new(content) : Inner.GetAsync(key, cancellationToken);

    public override ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(
        StoreKey key, long offset, int length, CancellationToken cancellationToken = default)
    {
        if (!underway.TryGetValue(key, out var content))
        {
            return Inner.GetRangeAsync(key, offset, length, cancellationToken);
        }

        var start = (int)Math.Min(offset, content.Length);
        return new(content.Slice(start, Math.Min(length, content.Length - start)));
    }
}
