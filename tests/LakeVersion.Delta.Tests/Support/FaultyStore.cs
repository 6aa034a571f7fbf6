using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Tests.Support;

/// <summary>Objects in memory, with faults that a test asks for. The fault function sees every create before it is done.</summary>
internal sealed class FaultyStore(TimeProvider? time = null) : IObjectStore
{
    private readonly ConcurrentDictionary<string, (byte[] Bytes, DateTimeOffset Modified)> objects = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    public enum CreateFault
    {
        None,

        /// <summary>The object is stored, and the answer lost.</summary>
        AnswerLost,

        /// <summary>The request is lost.</summary>
        RequestLost,

        /// <summary>The store repeats the request by itself and sees its own object.</summary>
        SaysExists,
    }

    public Func<StoreKey, CreateFault> OnCreate { get; set; } = _ => CreateFault.None;

    public string Name => "the table";

    public IEnumerable<string> Keys => objects.Keys.Order(Utf8Order.Comparer);

    public byte[] this[string key]
    {
        get => objects[key].Bytes;
        set => objects[key] = (value, Now());
    }

    public void SetModified(string key, DateTimeOffset modified) => objects[key] = (objects[key].Bytes, modified);

    public void Remove(string key) => objects.TryRemove(key, out _);

    public FaultyStore Copy()
    {
        var copy = new FaultyStore(time);
        foreach (var (key, value) in objects)
        {
            copy.objects[key] = value;
        }

        return copy;
    }

    public ValueTask<ReadOnlyMemory<byte>?> GetAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(objects.TryGetValue(key.Value, out var found) ? found.Bytes : (ReadOnlyMemory<byte>?)null);

    public ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(StoreKey key, long offset, int length, CancellationToken cancellationToken = default)
    {
        if (!objects.TryGetValue(key.Value, out var found))
        {
            return ValueTask.FromResult<ReadOnlyMemory<byte>?>(null);
        }

        var begin = (int)Math.Min(offset, found.Bytes.Length);
        return ValueTask.FromResult<ReadOnlyMemory<byte>?>(found.Bytes.AsMemory(begin, Math.Min(length, found.Bytes.Length - begin)));
    }

    public ValueTask<ObjectInfo?> StatAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<ObjectInfo?>(objects.TryGetValue(key.Value, out var found) ? new ObjectInfo(found.Bytes.Length, found.Modified) : null);

    public ValueTask PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        this[key.Value] = content.ToArray();
        return ValueTask.CompletedTask;
    }

    public async ValueTask<long> PutAsync(StoreKey key, Stream content, CancellationToken cancellationToken = default)
    {
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, cancellationToken);
        this[key.Value] = copy.ToArray();
        return copy.Length;
    }

    public ValueTask<CreateOutcome> CreateAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        lock (gate)
        {
            var fault = OnCreate(key);
            if (fault == CreateFault.RequestLost)
            {
                return ValueTask.FromResult(new CreateOutcome(CreateResult.Unknown));
            }

            var created = objects.TryAdd(key.Value, (content.ToArray(), Now()));
            return ValueTask.FromResult(new CreateOutcome(
                fault == CreateFault.AnswerLost ? CreateResult.Unknown
                : created && fault == CreateFault.None ? CreateResult.Created
                : CreateResult.Exists));
        }
    }

    public ValueTask SettleAsync(StoreKey key, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public async IAsyncEnumerable<ListItem> ListAsync(ListRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        var folders = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in Keys.Where(key => key.StartsWith(request.Prefix, StringComparison.Ordinal)))
        {
            var slash = request.Folders ? key.IndexOf('/', request.Prefix.Length) : -1;
            var name = slash < 0 ? key : key[..(slash + 1)];
            if ((request.StartAfter is null || Utf8Order.Compare(name, request.StartAfter) > 0) && (slash < 0 || folders.Add(name)))
            {
                yield return new ListItem(name, slash < 0 ? new ObjectInfo(objects[key].Bytes.Length, objects[key].Modified) : null);
            }
        }
    }

    public ValueTask DeleteAsync(IReadOnlyCollection<StoreKey> keys, CancellationToken cancellationToken = default)
    {
        foreach (var key in keys)
        {
            objects.TryRemove(key.Value, out _);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(Now());

    private DateTimeOffset Now() => (time ?? TimeProvider.System).GetUtcNow();
}
