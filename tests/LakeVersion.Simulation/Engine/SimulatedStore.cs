using System.Runtime.CompilerServices;
using LakeVersion.Storage;

namespace LakeVersion.Simulation.Engine;

/// <summary>A process's connection to the store, over a network that loses, delays and repeats.</summary>
internal sealed class SimulatedStore(World world, SharedObjects objects, SimulatedProcess process) : IObjectStore
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);

    private string last = "";

    public string Name => "simulated";

    public ValueTask<ReadOnlyMemory<byte>?> GetAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        SendAsync("get", key.Value, Fault(0.004, 0), () => objects.Get(key), null, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(StoreKey key, long offset, int length, CancellationToken cancellationToken = default) =>
        SendAsync("range", key.Value, Fault(0.004, 0), () => SharedObjects.Now(objects.Memory.GetRangeAsync(key, offset, length)), null, cancellationToken);

    public ValueTask<ObjectInfo?> StatAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        SendAsync("stat", key.Value, Fault(0.004, 0), () => SharedObjects.Now(objects.Memory.StatAsync(key)), null, cancellationToken);

    public async ValueTask PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        var copy = content.ToArray();
        await SendAsync("put", key.Value, Fault(0.006, 0.006), () => Put(key, copy), null, cancellationToken);
    }

    public async ValueTask<long> PutAsync(StoreKey key, Stream content, CancellationToken cancellationToken = default)
    {
        using var buffer = new MemoryStream();
        await content.CopyToAsync(buffer, cancellationToken);
        await PutAsync(key, buffer.ToArray(), cancellationToken);
        return buffer.Length;
    }

    public ValueTask<CreateOutcome> CreateAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        var copy = content.ToArray();
        return SendAsync(
            "create",
            key.Value,
            Fault(0.06, 0.2),
            () => new CreateOutcome(objects.Create(key, copy) ? CreateResult.Created : CreateResult.Exists),
            static cause => new CreateOutcome(CreateResult.Unknown, cause),
            cancellationToken);
    }

    public ValueTask SettleAsync(StoreKey key, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    /// <summary>Shows the store as it was when the request arrived, however long the answer takes.</summary>
    public async IAsyncEnumerable<ListItem> ListAsync(ListRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var item in await SendAsync("list", request.Prefix, Fault(IsContent(request.Prefix) ? 0.00005 : 0.004, 0), () => objects.List(request), null, cancellationToken))
        {
            yield return item;
        }
    }

    public async ValueTask DeleteAsync(IReadOnlyCollection<StoreKey> keys, CancellationToken cancellationToken = default) =>
        await SendAsync("delete", string.Join(' ', keys), Fault(0.02, 0.05), () => Delete(keys), null, cancellationToken);

    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken = default) =>
        SendAsync("time", "", RequestFault.None, () => world.Time, null, cancellationToken);

    private async ValueTask<T> SendAsync<T>(
        string verb, string key, RequestFault fault, Func<T> act, Func<Exception, T>? unclear, CancellationToken cancellationToken)
    {
        world.CheckThread();
        cancellationToken.ThrowIfCancellationRequested();
        var answer = new TaskCompletionSource<T>();

        // What is still registered when its source is cancelled would be told in the thread pool.
        using var registration = cancellationToken.Register(() => answer.TrySetCanceled(cancellationToken));
        var likely = last.StartsWith("gc/", StringComparison.Ordinal) ? world.Options.StallsAfterRecord : world.Options.Stalls;
        last = key;
        if (world.Chance(likely))
        {
            process.StalledUntil = world.Now + world.Between(Least, world.Options.LongestStall).Ticks;
            world.Note($"{process.Name} stalls");
        }

        var stands = TimeSpan.FromTicks(Math.Max(0, process.StalledUntil - world.Now));
        var travels = fault == RequestFault.Slow ? world.Between(Least, world.Options.LongestStall) : Latency(verb, key);
        world.At(stands + travels, null, () => Arrive(verb, key, fault, act, unclear, answer));
        return await answer.Task;
    }

    private void Arrive<T>(string verb, string key, RequestFault fault, Func<T> act, Func<Exception, T>? unclear, TaskCompletionSource<T> answer)
    {
        if (verb != "list" || !IsContent(key) || fault != RequestFault.None)
        {
            world.Note(fault == RequestFault.None ? $"{process.Name} {verb} {key}" : $"{process.Name} {verb} {key} ({fault})");
        }

        if (fault is RequestFault.None or RequestFault.Slow or RequestFault.Repeated)
        {
            var result = act();
            result = fault == RequestFault.Repeated ? act() : result;
            world.At(Latency(verb, key), process, () => answer.TrySetResult(result));
            return;
        }

        if (fault == RequestFault.AnswerLost)
        {
            act();
        }
        else if (fault == RequestFault.Late)
        {
            world.At(world.Chance(0.5) ? world.Latency() : world.Between(Least, world.Options.LongestStall), null, () =>
            {
                world.Note($"{process.Name} {verb} {key} lands");
                act();
            });
        }

        var cause = LakeException.Unavailable($"'{verb} {key}' had no clear answer ({fault}).");
        world.At(world.Latency(), process, () => _ = unclear is null ? answer.TrySetException(cause) : answer.TrySetResult(unclear(cause)));
    }

    // A sweep lists 512 folders: by the odds of other requests few would come to their end, and all writers have gone by then.
    private static bool IsContent(string prefix) => prefix.StartsWith("packs/", StringComparison.Ordinal) || prefix.StartsWith("objects/", StringComparison.Ordinal);

    private TimeSpan Latency(string verb, string key) =>
        verb == "list" && IsContent(key) ? world.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(2)) : world.Latency();

    // What is lost altogether, and what goes wrong besides in a request that changes something.
    private RequestFault Fault(double lost, double unclear)
    {
        var x = world.Random.NextDouble() / Math.Max(world.Options.Faults, 1e-9);
        return x < lost ? RequestFault.RequestLost
            : x < lost + (unclear * 0.4) ? RequestFault.AnswerLost
            : x < lost + (unclear * 0.7) ? RequestFault.Late
            : x < lost + unclear ? RequestFault.Repeated
            : x < lost + unclear + 0.005 ? RequestFault.Slow
            : RequestFault.None;
    }

    private bool Put(StoreKey key, byte[] content)
    {
        objects.Put(key, content);
        return true;
    }

    private bool Delete(IReadOnlyCollection<StoreKey> keys)
    {
        objects.Delete(keys);
        return true;
    }
}
