using LakeVersion.Storage;

namespace LakeVersion.Testing.Stores;

/// <summary>A store whose clock is another: for tests that turn the time. The times of objects stay those of the store.</summary>
public sealed class ClockedStore(IObjectStore inner, TimeProvider time) : DelegatingStore(inner)
{
    /// <inheritdoc/>
    public override ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken = default) => new(time.GetUtcNow());
}
