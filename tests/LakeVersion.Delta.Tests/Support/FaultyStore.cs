using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using LakeVersion.Storage;
using LakeVersion.Testing.Stores;

namespace LakeVersion.Delta.Tests.Support;

/// <summary>The store of the suites, with faults and times that a test asks for. The fault function sees every create before it is done.</summary>
internal sealed class FaultyStore(TimeProvider? time = null) : IObjectStore
{
    private readonly IObjectStore inner = TestStores.Open(time);
    private readonly ConcurrentDictionary<string, DateTimeOffset> times = new(StringComparer.Ordinal);

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

    public IEnumerable<string> Keys => Wait(async () => await inner.ListAsync(new ListRequest()).Select(item => item.Name).ToListAsync());

    public byte[] this[string key]
    {
        get => Wait(async () => (await inner.GetAsync(StoreKey.Parse(key)))!.Value.ToArray());
        set => Wait(async () =>
        {
            await PutAsync(StoreKey.Parse(key), value);
            return true;
        });
    }

    /// <summary>Says that an object was stored at a time.</summary>
    public void SetModified(string key, DateTimeOffset modified) => times[key] = modified;

    public void Remove(string key) => Wait(async () =>
    {
        await inner.DeleteAsync([StoreKey.Parse(key)]);
        return true;
    });

    public FaultyStore Copy()
    {
        var copy = new FaultyStore(time);
        foreach (var key in Keys)
        {
            copy[key] = this[key];
        }

        foreach (var (key, modified) in times)
        {
            copy.times[key] = modified;
        }

        return copy;
    }

    public ValueTask<ReadOnlyMemory<byte>?> GetAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        inner.GetAsync(key, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(StoreKey key, long offset, int length, CancellationToken cancellationToken = default) =>
        inner.GetRangeAsync(key, offset, length, cancellationToken);

    public async ValueTask<ObjectInfo?> StatAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        await inner.StatAsync(key, cancellationToken) is { } info ? Timed(key.Value, info) : null;

    public async ValueTask PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        await inner.PutAsync(key, content, cancellationToken);
        Stamp(key);
    }

    public async ValueTask<long> PutAsync(StoreKey key, Stream content, CancellationToken cancellationToken = default)
    {
        var size = await inner.PutAsync(key, content, cancellationToken);
        Stamp(key);
        return size;
    }

    public async ValueTask<CreateOutcome> CreateAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        CreateFault fault;
        lock (times)
        {
            fault = OnCreate(key);
        }

        if (fault == CreateFault.RequestLost)
        {
            return new CreateOutcome(CreateResult.Unknown);
        }

        var outcome = await inner.CreateAsync(key, content, cancellationToken);
        if (outcome.Result == CreateResult.Created)
        {
            Stamp(key);
        }

        return fault switch
        {
            CreateFault.None => outcome,
            CreateFault.AnswerLost => new CreateOutcome(CreateResult.Unknown),
            _ => new CreateOutcome(CreateResult.Exists),
        };
    }

    public ValueTask SettleAsync(StoreKey key, CancellationToken cancellationToken = default) => inner.SettleAsync(key, cancellationToken);

    public async IAsyncEnumerable<ListItem> ListAsync(ListRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var item in inner.ListAsync(request, cancellationToken))
        {
            yield return item.Info is { } info ? item with { Info = Timed(item.Name, info) } : item;
        }
    }

    public ValueTask DeleteAsync(IReadOnlyCollection<StoreKey> keys, CancellationToken cancellationToken = default) =>
        inner.DeleteAsync(keys, cancellationToken);

    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken = default) => inner.GetTimeAsync(cancellationToken);

    // Away from the tests' own scheduler, which may have one thread only.
    private static T Wait<T>(Func<Task<T>> act) => Task.Run(act).GetAwaiter().GetResult();

    private ObjectInfo Timed(string key, ObjectInfo info) => times.TryGetValue(key, out var modified) ? info with { Modified = modified } : info;

    // A server stamps objects with its own clock, whatever the test's says.
    private void Stamp(StoreKey key)
    {
        if (time is not null)
        {
            times[key.Value] = time.GetUtcNow();
        }
    }
}
