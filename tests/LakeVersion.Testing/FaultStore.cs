using System.Runtime.CompilerServices;
using LakeVersion.Storage;

namespace LakeVersion.Testing;

/// <summary>A store on which one operation goes wrong, to be tried at every operation of a piece of work in turn.</summary>
/// <remarks>
/// <code>
/// for (var n = 1; ; n++)
/// {
///     var store = new FaultStore(inner) { Plan = new FaultPlan(n, FaultKind.ThrowAfter) { Dies = true } };
///     …do the work, expecting CrashedException or a LakeException…
///     if (!store.Struck) break;
///     …look at inner…
/// }
/// </code>
/// A listing is one operation, begun when its first item is asked for; it throws "after" when it is through.
/// </remarks>
public sealed class FaultStore(IObjectStore inner) : IObjectStore
{
    private readonly Lock sync = new();
    private readonly List<string> calls = [];
    private readonly Queue<Func<Task<bool>>> late = new();
    private bool dead;

    /// <summary>What goes wrong; null for nothing.</summary>
    public FaultPlan? Plan { get; init; }

    /// <summary>The operations so far, such as <c>create refs/branches/main/…</c>.</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (sync)
            {
                return [.. calls];
            }
        }
    }

    /// <summary>How many operations were begun.</summary>
    public int Operations => Calls.Count;

    /// <summary>True once the planned operation was reached.</summary>
    public bool Struck { get; private set; }

    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <summary>Lets delayed creates and puts reach the store, in their order; returns how many took effect.</summary>
    public async Task<int> LandAsync()
    {
        var landed = 0;
        while (NextLate() is { } write)
        {
            landed += await write() ? 1 : 0;
        }

        return landed;
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> GetAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        RunAsync($"get {key}", () => inner.GetAsync(key, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(
        StoreKey key, long offset, int length, CancellationToken cancellationToken = default) =>
        RunAsync($"get-range {key} {offset} {length}", () => inner.GetRangeAsync(key, offset, length, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<VersionedRange> GetRangeAsync(
        StoreKey key, ObjectVersion version, long offset, int length, CancellationToken cancellationToken = default) =>
        RunAsync(
            $"get-range {key}@{version.ETag} {offset} {length}",
            () => inner.GetRangeAsync(key, version, offset, length, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<ObjectInfo?> StatAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        RunAsync($"stat {key}", () => inner.StatAsync(key, cancellationToken));

    /// <inheritdoc/>
    public async ValueTask PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        var copy = content.ToArray();
        await RunAsync(
            $"put {key}",
            () => Unit(inner.PutAsync(key, content, cancellationToken)),
            async () => await Unit(inner.PutAsync(key, copy, CancellationToken.None)));
    }

    /// <summary>As the store's own; a put that lands later is held in memory until then.</summary>
    public async ValueTask<long> PutAsync(StoreKey key, Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (Plan?.Kind != FaultKind.LandsLater)
        {
            return await RunAsync($"put-stream {key}", () => inner.PutAsync(key, content, cancellationToken));
        }

        using var buffer = new MemoryStream();
        await content.CopyToAsync(buffer, cancellationToken);
        var copy = buffer.ToArray();
        Task<bool> Write() => Unit(inner.PutAsync(key, copy, CancellationToken.None)).AsTask();
        await RunAsync($"put-stream {key}", () => new ValueTask<bool>(Write()), Write);
        return copy.Length;
    }

    /// <inheritdoc/>
    public async ValueTask<CreateOutcome> CreateAsync(
        StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        var call = $"create {key}";
        var kind = Begin(call);
        var lost = new CreateOutcome(CreateResult.Unknown, Injected(call));
        switch (kind)
        {
            case FaultKind.ThrowBefore:
                throw Injected(call);
            case FaultKind.UnknownWithoutEffect:
                return dead ? throw Injected(call) : lost;
            case FaultKind.LandsLater:
                var copy = content.ToArray();
                Delay(async () => (await inner.CreateAsync(key, copy, CancellationToken.None)).Result == CreateResult.Created);
                return dead ? throw Injected(call) : lost;
        }

        var outcome = await inner.CreateAsync(key, content, cancellationToken);
        if (kind is not null && dead)
        {
            throw Injected(call);
        }

        return kind switch
        {
            FaultKind.ThrowAfter => throw Injected(call),
            FaultKind.UnknownWithEffect => lost,
            FaultKind.ExistsThoughCreated => new CreateOutcome(CreateResult.Exists),
            _ => outcome,
        };
    }

    /// <inheritdoc/>
    public async ValueTask SettleAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        await RunAsync($"settle {key}", () => Unit(inner.SettleAsync(key, cancellationToken)));

    /// <inheritdoc/>
    public async IAsyncEnumerable<ListItem> ListAsync(
        ListRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var call = $"list {request.Prefix}";
        var kind = Begin(call);
        if (kind is FaultKind.ThrowBefore or FaultKind.UnknownWithoutEffect or FaultKind.LandsLater)
        {
            throw Injected(call);
        }

        await foreach (var item in inner.ListAsync(request, cancellationToken))
        {
            yield return item;
        }

        if (kind is FaultKind.ThrowAfter or FaultKind.UnknownWithEffect)
        {
            throw Injected(call);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(IReadOnlyCollection<StoreKey> keys, CancellationToken cancellationToken = default) =>
        await RunAsync($"delete {string.Join(' ', keys)}", () => Unit(inner.DeleteAsync(keys, cancellationToken)));

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken = default) =>
        RunAsync("time", () => inner.GetTimeAsync(cancellationToken));

    private async ValueTask<T> RunAsync<T>(string call, Func<ValueTask<T>> act, Func<Task<bool>>? actLater = null)
    {
        switch (Begin(call))
        {
            case FaultKind.ThrowBefore or FaultKind.UnknownWithoutEffect:
                throw Injected(call);
            case FaultKind.ThrowAfter or FaultKind.UnknownWithEffect:
                await act();
                throw Injected(call);
            case FaultKind.LandsLater:
                if (actLater is not null)
                {
                    Delay(actLater);
                }

                throw Injected(call);
            default:
                return await act();
        }
    }

    // What goes wrong with this operation, if anything.
    private FaultKind? Begin(string call)
    {
        lock (sync)
        {
            if (dead)
            {
                throw new CrashedException(call);
            }

            calls.Add(call);
            if (Plan is null || calls.Count != Plan.Operation)
            {
                return null;
            }

            Struck = true;
            dead = Plan.Dies;
            return Plan.Kind;
        }
    }

    private void Delay(Func<Task<bool>> write)
    {
        lock (sync)
        {
            late.Enqueue(write);
        }
    }

    private Func<Task<bool>>? NextLate()
    {
        lock (sync)
        {
            return late.TryDequeue(out var write) ? write : null;
        }
    }

    private Exception Injected(string call) => dead
        ? new CrashedException(call)
        : LakeException.Unavailable($"A fault was injected at '{call}'.");

    private static async ValueTask<bool> Unit(ValueTask task)
    {
        await task;
        return true;
    }
}
