using System.Text;
using Apache.Arrow;
using LakeVersion.Delta.Files;

namespace LakeVersion.Delta.Checkpoints;

/// <summary>The <c>add</c> column of a batch that is being built, from where the files are packed.</summary>
internal sealed class AddColumn(CheckpointSchema schema)
{
    private readonly StringArray.Builder paths = new();
    private readonly TextMapColumn partitions = new();
    private readonly Int64Array.Builder sizes = new();
    private readonly Int64Array.Builder times = new();
    private readonly BooleanArray.Builder dataChanges = new();
    private readonly TextMapColumn tags = new();
    private readonly VectorColumn vectors = new();
    private readonly Int64Array.Builder rowIds = new();
    private readonly Int64Array.Builder rowVersions = new();
    private readonly StringArray.Builder clusterings = new();
    private readonly StringArray.Builder stats = new();
    private readonly PartitionStructs? parsedPartitions = schema.Parsed?.Partitions is null ? null : new(schema.Parsed);
    private readonly StatisticsStructs? parsedStats = schema.Parsed is null ? null : new(schema.Parsed);
    private readonly Dictionary<(FileBlock Block, int Number), (byte[] Key, byte[]? Value)[]> spelled = [];
    private readonly bool hasTags = schema.Has("tags");
    private readonly bool hasVectors = schema.Has("deletionVector");
    private readonly bool hasRowIds = schema.Has("baseRowId");
    private readonly bool hasRowVersions = schema.Has("defaultRowCommitVersion");
    private readonly bool hasClusterings = schema.Has("clusteringProvider");
    private (FileBlock? Block, int Number, (byte[] Key, byte[]? Value)[] Pairs) last;

    public int Length { get; private set; }

    public void Append(FileBlock block, int row)
    {
        var more = block.Extras(row);
        paths.Append(block.Path(row));
        partitions.Append(Partition(block, block.Partition(row)));
        sizes.Append(block.Size(row));
        times.Append(block.ModificationTime(row));
        dataChanges.Append(block.DataChange(row));
        AppendRare(more);
        AppendStatistics(block, row);
        parsedPartitions?.Append(block.PartitionValues(block.Partition(row)));
        Length++;
    }

    public StructArray Build()
    {
        List<IArrowArray> parts = [paths.Build(), partitions.Build(), sizes.Build(), times.Build(), dataChanges.Build(), .. Rare()];
        if (schema.HasJson)
        {
            parts.Add(stats.Build());
        }

        if (parsedPartitions is not null)
        {
            parts.Add(parsedPartitions.Build());
        }

        if (parsedStats is not null)
        {
            parts.Add(parsedStats.Build());
        }

        return StructColumn.Of(schema.Add, Length, [.. parts]);
    }

    private void AppendRare(FileExtras? more)
    {
        if (hasTags)
        {
            tags.Append(more?.Tags);
        }

        if (hasVectors)
        {
            vectors.Append(more?.DeletionVector);
        }

        if (hasRowIds)
        {
            _ = more?.BaseRowId is { } rowId ? rowIds.Append(rowId) : rowIds.AppendNull();
        }

        if (hasRowVersions)
        {
            _ = more?.DefaultRowCommitVersion is { } version ? rowVersions.Append(version) : rowVersions.AppendNull();
        }

        if (hasClusterings)
        {
            _ = more?.ClusteringProvider is { } clustering ? clusterings.Append(clustering) : clusterings.AppendNull();
        }
    }

    // In the schema's order.
    private IEnumerable<IArrowArray> Rare()
    {
        if (hasTags)
        {
            yield return tags.Build();
        }

        if (hasVectors)
        {
            yield return vectors.Build();
        }

        if (hasRowIds)
        {
            yield return rowIds.Build();
        }

        if (hasRowVersions)
        {
            yield return rowVersions.Build();
        }

        if (hasClusterings)
        {
            yield return clusterings.Build();
        }
    }

    private void AppendStatistics(FileBlock block, int row)
    {
        if (schema.HasJson)
        {
            var json = block.StatisticsJson(row);
            _ = json.IsEmpty ? stats.AppendNull() : stats.Append(json);
        }

        parsedStats?.Append(block.Statistics(row));
    }

    private (byte[] Key, byte[]? Value)[] Partition(FileBlock block, int number)
    {
        // Files that follow one another often share them.
        if (last.Number == number && ReferenceEquals(last.Block, block))
        {
            return last.Pairs;
        }

        if (!spelled.TryGetValue((block, number), out var pairs))
        {
            pairs = [.. block.PartitionValues(number).Select(pair => (Encoding.UTF8.GetBytes(pair.Key), pair.Value is { } value ? Encoding.UTF8.GetBytes(value) : null))];
            spelled.Add((block, number), pairs);
        }

        last = (block, number, pairs);
        return pairs;
    }
}
