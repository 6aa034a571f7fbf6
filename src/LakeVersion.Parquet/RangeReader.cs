using LakeVersion.Storage;

namespace LakeVersion.Parquet;

/// <summary>Fetches ranges of one object: few requests, several at a time, no more than asked save small gaps.</summary>
internal sealed class RangeReader(IObjectStore store, StoreKey key, long sizeBytes)
{
    /// <summary>Two ranges closer than this are one request: a request costs more than so many bytes.</summary>
    public const int GapBytes = 256 * 1024;

    /// <summary>A request fetches at most so many bytes, so that a large chunk arrives over several connections.</summary>
    public const int RequestBytes = 8 * 1024 * 1024;

    /// <summary>Requests in flight at once.</summary>
    public const int Parallelism = 8;

    /// <summary>Merges ranges whose gaps are small, in ascending order, and cuts long ones into requests.</summary>
    public static List<(long Offset, int Length)> Plan(IEnumerable<(long Offset, long Length)> ranges)
    {
        List<(long Offset, long End)> merged = [];
        foreach (var (offset, length) in ranges.Where(range => range.Length > 0).OrderBy(range => range.Offset))
        {
            if (merged.Count > 0 && offset - merged[^1].End <= GapBytes)
            {
                merged[^1] = (merged[^1].Offset, Math.Max(merged[^1].End, offset + length));
            }
            else
            {
                merged.Add((offset, offset + length));
            }
        }

        List<(long Offset, int Length)> requests = [];
        foreach (var (offset, end) in merged)
        {
            for (var start = offset; start < end; start += RequestBytes)
            {
                requests.Add((start, (int)Math.Min(RequestBytes, end - start)));
            }
        }

        return requests;
    }

    /// <summary>Fetches one range completely.</summary>
    /// <exception cref="LakeException">NotFound: no such object. Corrupt: it ends before the range does.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> FetchAsync(long offset, int length, CancellationToken cancellationToken)
    {
        var bytes = await store.GetRangeAsync(key, offset, length, cancellationToken).ConfigureAwait(false)
            ?? throw LakeException.NotFound($"{key} does not exist in {store.Name}.");
        return bytes.Length == length
            ? bytes
            : throw LakeException.Corrupt(
                $"{key}: expected {sizeBytes} bytes, but the object ends at {offset + bytes.Length}; it was cut off or replaced.");
    }

    /// <summary>Fetches all ranges of a plan, in its order.</summary>
    public async ValueTask<IReadOnlyList<(long Offset, ReadOnlyMemory<byte> Bytes)>> FetchAsync(
        List<(long Offset, int Length)> requests, CancellationToken cancellationToken)
    {
        if (requests.Count <= 1)
        {
            return requests.Count == 0
                ? []
                : [(requests[0].Offset, await FetchAsync(requests[0].Offset, requests[0].Length, cancellationToken).ConfigureAwait(false))];
        }

        var results = new (long Offset, ReadOnlyMemory<byte> Bytes)[requests.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, requests.Count, options, async (i, token) =>
        {
            var (offset, length) = requests[i];
            results[i] = (offset, await FetchAsync(offset, length, token).ConfigureAwait(false));
        }).ConfigureAwait(false);
        return results;
    }
}
