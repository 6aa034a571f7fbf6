using LakeVersion.Storage;

namespace LakeVersion.Versioning.Tests.Transactions;

/// <summary>A store that holds the first creation under a prefix back until it is let through, and can refuse later ones an answer.</summary>
internal sealed class GatedStore(IObjectStore inner, string prefix) : IObjectStore
{
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int creations;
    private int failFrom = int.MaxValue;
    private Func<ValueTask<CreateOutcome>>? refused;

    /// <summary>Ends when the first creation waits.</summary>
    public Task Reached => reached.Task;

    public string Name => inner.Name;

    public void Open() => open.SetResult();

    /// <summary>No creation from this number on (counted from 1) has an effect or a clear answer.</summary>
    public void FailFrom(int creation) => failFrom = creation;

    /// <summary>Lets the latest creation that had no effect reach the store after all.</summary>
    public ValueTask<CreateOutcome> LandAsync() => refused!();

    public async ValueTask<CreateOutcome> CreateAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        if (key.Value.StartsWith(prefix, StringComparison.Ordinal))
        {
            var number = Interlocked.Increment(ref creations);
            reached.TrySetResult();
            await open.Task;
            if (number >= failFrom)
            {
                var copy = content.ToArray();
                refused = () => inner.CreateAsync(key, copy, CancellationToken.None);
                return new CreateOutcome(CreateResult.Unknown);
            }
        }

        return await inner.CreateAsync(key, content, cancellationToken);
    }

    public ValueTask<ReadOnlyMemory<byte>?> GetAsync(StoreKey key, CancellationToken cancellationToken = default) => inner.GetAsync(key, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(StoreKey key, long offset, int length, CancellationToken cancellationToken = default) =>
        inner.GetRangeAsync(key, offset, length, cancellationToken);

    public ValueTask<ObjectInfo?> StatAsync(StoreKey key, CancellationToken cancellationToken = default) => inner.StatAsync(key, cancellationToken);

    public ValueTask PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        inner.PutAsync(key, content, cancellationToken);

    public ValueTask<long> PutAsync(StoreKey key, Stream content, CancellationToken cancellationToken = default) =>
        inner.PutAsync(key, content, cancellationToken);

    public ValueTask SettleAsync(StoreKey key, CancellationToken cancellationToken = default) => inner.SettleAsync(key, cancellationToken);

    public IAsyncEnumerable<ListItem> ListAsync(ListRequest request, CancellationToken cancellationToken = default) =>
        inner.ListAsync(request, cancellationToken);

    public ValueTask DeleteAsync(IReadOnlyCollection<StoreKey> keys, CancellationToken cancellationToken = default) =>
        inner.DeleteAsync(keys, cancellationToken);

    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken = default) => inner.GetTimeAsync(cancellationToken);
}
