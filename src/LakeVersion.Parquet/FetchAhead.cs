namespace LakeVersion.Parquet;

/// <summary>Fetches row groups in order, each while the one before is decoded.</summary>
internal sealed class FetchAhead : IAsyncDisposable
{
    private readonly RangeReader ranges;
    private readonly IReadOnlyList<int> groups;
    private readonly Func<int, List<(long Offset, int Length)>> plan;
    private readonly long maxBytes;
    private readonly CancellationTokenSource cancellation;
    private Task<IReadOnlyList<(long Offset, ReadOnlyMemory<byte> Bytes)>>? pending;
    private int next;

    /// <param name="ranges">The file.</param>
    /// <param name="groups">The row groups in the order wanted.</param>
    /// <param name="plan">The requests that a row group takes.</param>
    /// <param name="maxBytes">A row group of more is not fetched ahead.</param>
    /// <param name="cancellationToken">Ends all requests.</param>
    public FetchAhead(
        RangeReader ranges,
        IReadOnlyList<int> groups,
        Func<int, List<(long Offset, int Length)>> plan,
        long maxBytes,
        CancellationToken cancellationToken)
    {
        (this.ranges, this.groups, this.plan, this.maxBytes) = (ranges, groups, plan, maxBytes);
        cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    /// <summary>The next row group's bytes; the one behind it is then on its way.</summary>
    public async ValueTask<IReadOnlyList<(long Offset, ReadOnlyMemory<byte> Bytes)>> NextAsync()
    {
        var current = pending is null
            ? await ranges.FetchAsync(plan(groups[next]), cancellation.Token).ConfigureAwait(false)
            : await pending.ConfigureAwait(false);
        (pending, next) = (null, next + 1);
        if (next < groups.Count)
        {
            var requests = plan(groups[next]);
            if (requests.Count > 0 && requests.Sum(request => (long)request.Length) <= maxBytes)
            {
                // On the pool: a store on a local disk answers before it returns.
                pending = Task.Run(async () => await ranges.FetchAsync(requests, cancellation.Token).ConfigureAwait(false), cancellation.Token);
            }
        }

        return current;
    }

    /// <summary>Ends what is on its way, which nobody wants any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await cancellation.CancelAsync().ConfigureAwait(false);
        if (pending is not null)
        {
            await ((Task)pending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        cancellation.Dispose();
    }
}
