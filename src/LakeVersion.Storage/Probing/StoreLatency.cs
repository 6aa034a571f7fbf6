namespace LakeVersion.Storage.Probing;

/// <summary>How long requests of one kind took.</summary>
/// <param name="Request">The kind: <c>put</c>, <c>get</c> or <c>list</c>.</param>
/// <param name="Median">The time that half of them took at most.</param>
/// <param name="Longest">The time of the slowest.</param>
public sealed record RequestLatency(string Request, TimeSpan Median, TimeSpan Longest);

/// <summary>Measures a store's answers, one small request after another.</summary>
public static class StoreLatency
{
    private const int Requests = 11;
    private const int ObjectBytes = 1024;

    /// <summary>Puts, gets and lists a small object under <see cref="StoreProbe.Folder"/>, eleven times each; deletes it again.</summary>
    public static async ValueTask<IReadOnlyList<RequestLatency>> MeasureAsync(
        IObjectStore store, TimeProvider time, IEntropy entropy, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(entropy);
        var key = StoreKey.Parse($"{StoreProbe.Folder}{Id128.Create(entropy)}/latency");
        var content = new byte[ObjectBytes];
        entropy.Fill(content);
        try
        {
            return
            [
                await TimesAsync("put", time, async () => await store.PutAsync(key, content, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false),
                await TimesAsync("get", time, async () => await store.GetAsync(key, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false),
                await TimesAsync("list", time, async () =>
                {
                    await foreach (var item in store.ListAsync(new ListRequest { Prefix = key.Value }, cancellationToken).ConfigureAwait(false))
                    {
                        _ = item;
                    }
                }).ConfigureAwait(false),
            ];
        }
        finally
        {
            try
            {
                await store.DeleteAsync([key], CancellationToken.None).ConfigureAwait(false);
            }
            catch (LakeException)
            {
                // A writer need not be allowed to delete.
            }
        }
    }

    private static async Task<RequestLatency> TimesAsync(string request, TimeProvider time, Func<Task> send)
    {
        var times = new TimeSpan[Requests];
        for (var i = 0; i < Requests; i++)
        {
            var start = time.GetTimestamp();
            await send().ConfigureAwait(false);
            times[i] = time.GetElapsedTime(start);
        }

        Array.Sort(times);
        return new RequestLatency(request, times[Requests / 2], times[^1]);
    }
}
