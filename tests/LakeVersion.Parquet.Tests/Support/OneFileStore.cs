using System.Collections.Concurrent;
using LakeVersion.Storage;

namespace LakeVersion.Parquet.Tests.Support;

/// <summary>A store of one object, which remembers the ranges asked for and can be told to fail.</summary>
internal sealed class OneFileStore(ReadOnlyMemory<byte> content) : IObjectStore
{
    public static readonly StoreKey Key = StoreKey.Parse("part-0.parquet");

    public string Name => "memory";

    public ConcurrentQueue<(long Offset, int Length)> Ranges { get; } = [];

    /// <summary>Released once a request for a range.</summary>
    public SemaphoreSlim Requested { get; } = new(0);

    /// <summary>What a request waits for before it is answered.</summary>
    public Func<Task> Gate { get; set; } = () => Task.CompletedTask;

    public int Stats { get; private set; }

    public Exception? Failure { get; set; }

    public async ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(
        StoreKey key, long offset, int length, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Failure is not null)
        {
            throw Failure;
        }

        Ranges.Enqueue((offset, length));
        Requested.Release();
        await Gate();
        if (key != Key)
        {
            return null;
        }

        var start = (int)Math.Min(offset, content.Length);
        return content.Slice(start, Math.Min(length, content.Length - start));
    }

    public ValueTask<ObjectInfo?> StatAsync(StoreKey key, CancellationToken cancellationToken = default)
    {
        Stats++;
        return ValueTask.FromResult<ObjectInfo?>(key == Key ? new ObjectInfo(content.Length, DateTimeOffset.UnixEpoch) : null);
    }

    public ValueTask<ReadOnlyMemory<byte>?> GetAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("A whole object is never asked for.");

    public ValueTask PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask<long> PutAsync(StoreKey key, Stream content, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask<CreateOutcome> CreateAsync(
        StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask SettleAsync(StoreKey key, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public IAsyncEnumerable<ListItem> ListAsync(ListRequest request, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask DeleteAsync(IReadOnlyCollection<StoreKey> keys, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
