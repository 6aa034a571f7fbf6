using System.Runtime.CompilerServices;
using Apache.Arrow;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Optimizing;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Delta.Clustering;

/// <summary>Orders the rows of partitions along a curve.</summary>
/// <remarks>
/// 1. The key columns are read once, for a sample by which values get ranks. 2. What is more than may be sorted at once is divided into
/// stretches of the curve, by a second reading of the key columns. 3. For each stretch the files are read, and its rows sorted. A
/// stretch that is larger still, since very many rows lie at nearly one place, is sorted in parts, in the order in which its rows come.
/// </remarks>
internal sealed class FileClustering(DeltaSnapshot table, DeltaContext context, OptimizeOptions options, FilePacking packing)
{
    private const string Tag = "lakeversion.clusteredBy";

    // Rows of unknown width; what is gathered tells how wide they are.
    private const long MaxRowsAtOnce = 1 << 30;

    /// <summary>What marks the files of this run.</summary>
    public IReadOnlyDictionary<string, string?> Tags { get; } = new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        [Tag] = $"{Way(options)} in {context.NewGuid():D}",
    };

    /// <summary>The partitions that are not clustered yet in the way that is wanted, whole.</summary>
    public IReadOnlyList<FileGroup> Groups(IEnumerable<AddFile> files) =>
        [.. FilePacking.Partitions(files).Where(partition => !IsClustered(partition)).Select(partition => new FileGroup(partition))];

    /// <summary>The rows of a partition in the curve's order.</summary>
    public async IAsyncEnumerable<RecordBatch> ReadAsync(FileGroup group, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sample = await SampleAsync(group, cancellationToken).ConfigureAwait(false);
        var keys = new CurveKeys(options.Curve, options.ClusterBy, sample);
        var stretches = await StretchesAsync(group, keys, sample.Rows, cancellationToken).ConfigureAwait(false);
        foreach (var (first, last) in stretches)
        {
            await foreach (var batch in SortedAsync(group, keys, first, last, cancellationToken).ConfigureAwait(false))
            {
                yield return batch;
            }
        }
    }

    private bool IsClustered(IReadOnlyList<AddFile> partition)
    {
        var tag = partition[0].Tags?.GetValueOrDefault(Tag);
        return tag?.StartsWith(Way(options) + " in ", StringComparison.Ordinal) == true
            && partition.All(file => file.Tags?.GetValueOrDefault(Tag) == tag && !packing.HasManyDeleted(file));
    }

    // 1
    private async ValueTask<ColumnSample> SampleAsync(FileGroup group, CancellationToken cancellationToken)
    {
        var sample = new ColumnSample(options.ClusterBy.Count);
        await foreach (var batch in GroupRows.ReadAsync(table, context, group.Files, options.ClusterBy, cancellationToken).ConfigureAwait(false))
        {
            var arrays = CurveKeys.Arrays(batch, options.ClusterBy);
            for (var row = 0; row < batch.Length; row++)
            {
                var at = row;
                sample.Offer(column => CurveKeys.Key(arrays[column], at));
            }
        }

        return sample;
    }

    // 2
    private async ValueTask<IReadOnlyList<(ulong First, ulong Last)>> StretchesAsync(
        FileGroup group, CurveKeys keys, long rows, CancellationToken cancellationToken)
    {
        var atOnce = Math.Max(1, options.MaxSortedBytes / await RowSizeAsync(group, cancellationToken).ConfigureAwait(false));
        if (rows <= Math.Min(atOnce, MaxRowsAtOnce))
        {
            return [(0, ulong.MaxValue)];
        }

        var shares = new CurveShares(keys.TotalBits);
        await foreach (var batch in GroupRows.ReadAsync(table, context, group.Files, options.ClusterBy, cancellationToken).ConfigureAwait(false))
        {
            shares.Add(keys.Of(batch));
        }

        return [.. shares.Divide(Math.Min(atOnce, MaxRowsAtOnce))];
    }

    // By the first batch; other rows may be wider, so what is held is looked at too.
    private async ValueTask<long> RowSizeAsync(FileGroup group, CancellationToken cancellationToken)
    {
        await foreach (var batch in GroupRows.ReadAsync(table, context, group.Files, null, cancellationToken).ConfigureAwait(false))
        {
            var size = batch.Arrays.Sum(array => Writing.PartitionBuffer.SizeOf(array.Data));
            return Math.Max(1, size / batch.Length);
        }

        return 1;
    }

    // 3
    private async IAsyncEnumerable<RecordBatch> SortedAsync(
        FileGroup group, CurveKeys keys, ulong first, ulong last, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sorter = new RowSorter();
        await foreach (var batch in GroupRows.ReadAsync(table, context, group.Files, null, cancellationToken).ConfigureAwait(false))
        {
            var places = keys.Of(batch);
            int[] rows = [.. Enumerable.Range(0, places.Length).Where(row => places[row] >= first && places[row] <= last)];
            sorter.Add(batch, rows, places);
            if (sorter.SizeBytes > 2 * options.MaxSortedBytes || sorter.Count > MaxRowsAtOnce)
            {
                foreach (var sorted in sorter.TakeSorted())
                {
                    yield return sorted;
                }
            }
        }

        foreach (var sorted in sorter.TakeSorted())
        {
            yield return sorted;
        }
    }

    private static string Way(OptimizeOptions options) => $"{options.Curve.ToString().ToLowerInvariant()} {Writing.CommitFacts.Names(options.ClusterBy)}";
}
