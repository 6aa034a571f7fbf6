using System.Runtime.CompilerServices;
using LakeVersion.Storage;

namespace LakeVersion.Testing.Stores;

/// <summary>A store at whose n-th operation somebody else's work is done first, to be tried at every operation in turn.</summary>
/// <param name="inner">The store.</param>
/// <param name="at">The operation before which it is done, from 1.</param>
/// <param name="work">What the other does, on <paramref name="inner"/>.</param>
public sealed class MeddledStore(IObjectStore inner, int at, Func<Task> work) : DelegatingStore(inner)
{
    private int operations;

    /// <summary>True once the operation was reached.</summary>
    public bool Struck => Volatile.Read(ref operations) >= at;

    /// <inheritdoc/>
    public override ValueTask<ReadOnlyMemory<byte>?> GetAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        AfterAsync(() => base.GetAsync(key, cancellationToken));

    /// <inheritdoc/>
    public override ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(StoreKey key, long offset, int length, CancellationToken cancellationToken = default) =>
        AfterAsync(() => base.GetRangeAsync(key, offset, length, cancellationToken));

    /// <inheritdoc/>
    public override ValueTask<CreateOutcome> CreateAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        AfterAsync(() => base.CreateAsync(key, content, cancellationToken));

    /// <inheritdoc/>
    public override async ValueTask PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        await AfterAsync(() => ValueTask.FromResult(true));
        await base.PutAsync(key, content, cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask<long> PutAsync(StoreKey key, Stream content, CancellationToken cancellationToken = default) =>
        await AfterAsync(() => base.PutAsync(key, content, cancellationToken));

    /// <inheritdoc/>
    public override ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken = default) => AfterAsync(() => base.GetTimeAsync(cancellationToken));

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ListItem> ListAsync(ListRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await AfterAsync(() => ValueTask.FromResult(true));
        await foreach (var item in base.ListAsync(request, cancellationToken))
        {
            yield return item;
        }
    }

    private async ValueTask<T> AfterAsync<T>(Func<ValueTask<T>> operation)
    {
        if (Interlocked.Increment(ref operations) == at)
        {
            await work();
        }

        return await operation();
    }
}
