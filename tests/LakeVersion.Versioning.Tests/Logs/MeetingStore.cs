using LakeVersion.Storage;

namespace LakeVersion.Versioning.Tests.Logs;

/// <summary>A store where two writers of a chosen key, by create or put, each wait until the other has come too.</summary>
internal sealed class MeetingStore(IObjectStore inner) : IObjectStore
{
    private readonly Lock sync = new();
    private StoreKey? place;
    private TaskCompletionSource? first;

    /// <summary>True where the two have met since they were asked to.</summary>
    public bool HaveMet => place is null;

    public string Name => inner.Name;

    /// <summary>The first two writers of the key shall meet.</summary>
    public void MeetAt(StoreKey key) => (place, first) = (key, null);

    public async ValueTask<CreateOutcome> CreateAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        await MeetAsync(key);
        return await inner.CreateAsync(key, content, cancellationToken);
    }

    public async ValueTask PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        await MeetAsync(key);
        await inner.PutAsync(key, content, cancellationToken);
    }

    public ValueTask<long> PutAsync(StoreKey key, Stream content, CancellationToken cancellationToken = default) =>
        inner.PutAsync(key, content, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>?> GetAsync(StoreKey key, CancellationToken cancellationToken = default) => inner.GetAsync(key, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(StoreKey key, long offset, int length, CancellationToken cancellationToken = default) =>
        inner.GetRangeAsync(key, offset, length, cancellationToken);

    public ValueTask<ObjectInfo?> StatAsync(StoreKey key, CancellationToken cancellationToken = default) => inner.StatAsync(key, cancellationToken);

    public ValueTask SettleAsync(StoreKey key, CancellationToken cancellationToken = default) => inner.SettleAsync(key, cancellationToken);

    public IAsyncEnumerable<ListItem> ListAsync(ListRequest request, CancellationToken cancellationToken = default) =>
        inner.ListAsync(request, cancellationToken);

    public ValueTask DeleteAsync(IReadOnlyCollection<StoreKey> keys, CancellationToken cancellationToken = default) =>
        inner.DeleteAsync(keys, cancellationToken);

    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken = default) => inner.GetTimeAsync(cancellationToken);

    private Task MeetAsync(StoreKey key)
    {
        lock (sync)
        {
            if (key != place)
            {
                return Task.CompletedTask;
            }

            if (first is null)
            {
                first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return first.Task;
            }

            place = null;
            first.SetResult();
            return Task.CompletedTask;
        }
    }
}
