using LakeVersion.Storage;

namespace LakeVersion.Versioning.Tests.Commits;

/// <summary>A store that counts how many reads are under way at once.</summary>
internal sealed class CrowdStore(IObjectStore inner) : DelegatingStore(inner)
{
    private int now;

    /// <summary>The most so far.</summary>
    public int Most { get; set; }

    public override async ValueTask<ReadOnlyMemory<byte>?> GetAsync(StoreKey key, CancellationToken cancellationToken = default)
    {
        Most = Math.Max(Most, Interlocked.Increment(ref now));
        await Task.Yield();
        var found = await base.GetAsync(key, cancellationToken);
        Interlocked.Decrement(ref now);
        return found;
    }
}
