using System.Runtime.CompilerServices;
using LakeVersion.Storage;

namespace LakeVersion.Versioning.Tests.Logs;

/// <summary>A store that lets somebody else act before one of its operations, chosen by number from 1.</summary>
internal sealed class InterruptingStore(IObjectStore inner, int operation, Func<Task> interrupt) : IObjectStore
{
    private int count;

    public bool Interrupted => count >= operation;

    public string Name => inner.Name;

    public async ValueTask<ReadOnlyMemory<byte>?> GetAsync(StoreKey key, CancellationToken cancellationToken = default)
    {
        await StepAsync();
        return await inner.GetAsync(key, cancellationToken);
    }

    public async ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(StoreKey key, long offset, int length, CancellationToken cancellationToken = default)
    {
        await StepAsync();
        return await inner.GetRangeAsync(key, offset, length, cancellationToken);
    }

    public async ValueTask<ObjectInfo?> StatAsync(StoreKey key, CancellationToken cancellationToken = default)
    {
        await StepAsync();
        return await inner.StatAsync(key, cancellationToken);
    }

    public async ValueTask PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        await StepAsync();
        await inner.PutAsync(key, content, cancellationToken);
    }

    public async ValueTask<long> PutAsync(StoreKey key, Stream content, CancellationToken cancellationToken = default)
    {
        await StepAsync();
        return await inner.PutAsync(key, content, cancellationToken);
    }

    public async ValueTask<CreateOutcome> CreateAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        await StepAsync();
        return await inner.CreateAsync(key, content, cancellationToken);
    }

    public async ValueTask SettleAsync(StoreKey key, CancellationToken cancellationToken = default)
    {
        await StepAsync();
        await inner.SettleAsync(key, cancellationToken);
    }

    public async IAsyncEnumerable<ListItem> ListAsync(ListRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await StepAsync();
        await foreach (var item in inner.ListAsync(request, cancellationToken))
        {
            yield return item;
        }
    }

    public async ValueTask DeleteAsync(IReadOnlyCollection<StoreKey> keys, CancellationToken cancellationToken = default)
    {
        await StepAsync();
        await inner.DeleteAsync(keys, cancellationToken);
    }

    public async ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken = default)
    {
        await StepAsync();
        return await inner.GetTimeAsync(cancellationToken);
    }

    private async Task StepAsync()
    {
        if (Interlocked.Increment(ref count) == operation)
        {
            await interrupt();
        }
    }
}
