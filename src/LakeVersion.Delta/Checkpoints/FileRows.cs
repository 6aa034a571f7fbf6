using System.Text;
using Apache.Arrow;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Files;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Checkpoints;

/// <summary>The adds of a batch of a checkpoint or a sidecar, packed.</summary>
internal sealed class FileRows
{
    private readonly StoreKey key;
    private readonly StructArray add;
    private readonly ActionColumns columns;
    private readonly BinaryArray paths;
    private readonly MapArray partitions;
    private readonly BinaryArray partitionNames;
    private readonly BinaryArray partitionTexts;
    private readonly Int64Array sizes;
    private readonly Int64Array times;
    private readonly BooleanArray dataChanges;
    private readonly BinaryArray? stats;
    private readonly StructArray? parsedStats;
    private readonly ActionColumns? vectors;
    private readonly PartitionSpelling spelling = new();
    private readonly bool hasExtras;

    private FileRows(StoreKey key, StructArray add)
    {
        (this.key, this.add, columns) = (key, add, new ActionColumns(add, "add", key));
        paths = Need<BinaryArray>("path");
        partitions = Need<MapArray>("partitionValues");
        sizes = Need<Int64Array>("size");
        times = Need<Int64Array>("modificationTime");
        dataChanges = Need<BooleanArray>("dataChange");
        (partitionNames, partitionTexts) = partitions is { Keys: BinaryArray keys, Values: BinaryArray values }
            ? (keys, values)
            : throw LakeException.Corrupt($"The checkpoint {key} has partition values that are no texts.");
        stats = columns.Field<BinaryArray>("stats");
        parsedStats = columns.Field<StructArray>("stats_parsed");
        vectors = columns.Field<StructArray>("deletionVector") is { } some && some.NullCount < some.Length ? new ActionColumns(some, "add.deletionVector", key) : null;
        hasExtras = vectors is not null || HasAny("tags") || HasAny("baseRowId") || HasAny("defaultRowCommitVersion") || HasAny("clusteringProvider");
    }

    /// <summary>The adds; null where the batch has none.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="key">Its file, for messages.</param>
    /// <param name="keeps">True where the result refers to the batch, which is then not disposed of.</param>
    /// <exception cref="LakeException">Corrupt: an add lacks a required field.</exception>
    public static FileBlock? Read(RecordBatch batch, StoreKey key, out bool keeps)
    {
        keeps = false;
        var index = batch.Schema.GetFieldIndex("add");
        if (index < 0 || ActionColumns.As<StructArray>(batch.Column(index), "add", key) is not { } add || add.NullCount == add.Length)
        {
            return null;
        }

        var rows = new FileRows(key, add);
        var block = new FileBlock(add.Length - add.NullCount, Bytes(rows.paths), rows.stats is null ? 0 : Bytes(rows.stats));
        keeps = rows.ReadAll(block);
        block.Freeze();
        return block;
    }

    private static int Bytes(BinaryArray texts) => texts.ValueOffsets[texts.Length] - texts.ValueOffsets[0];

    // A million rows come through here: spans are taken once, and nulls looked for only where there are any.
    private bool ReadAll(FileBlock block)
    {
        var sizeValues = sizes.Values;
        var timeValues = times.Values;
        var bounds = partitions.ValueOffsets;
        var pathTexts = new TextSpans(paths);
        var statsTexts = stats is null ? default : new TextSpans(stats);
        var names = new TextSpans(partitionNames);
        var values = new TextSpans(partitionTexts);
        var keeps = false;
        var hasNulls = paths.NullCount + partitions.NullCount + sizes.NullCount + times.NullCount + dataChanges.NullCount > 0;
        for (var row = 0; row < add.Length; row++)
        {
            if (add.IsNull(row))
            {
                continue;
            }

            if (hasNulls && (paths.IsNull(row) || partitions.IsNull(row) || sizes.IsNull(row) || times.IsNull(row) || dataChanges.IsNull(row)))
            {
                throw LakeException.Corrupt($"The checkpoint {key} holds an add action that lacks path, partitionValues, size, modificationTime or dataChange.");
            }

            var json = stats is null ? default : statsTexts[row];
            block.Add(
                pathTexts[row], Partition(names, values, bounds[row], bounds[row + 1]), sizeValues[row], timeValues[row], dataChanges.GetValue(row)!.Value, json, hasExtras ? Extras(row) : null);
            if (json.IsEmpty && parsedStats is not null && !parsedStats.IsNull(row))
            {
                block.SetParsedStats(parsedStats, row);
                keeps = true;
            }
        }

        return keeps;
    }

    private ReadOnlySpan<byte> Partition(TextSpans names, TextSpans values, int first, int end)
    {
        spelling.Begin();
        for (var i = first; i < end; i++)
        {
            spelling.Add(names[i]);
            spelling.Add(values[i], partitionTexts.NullCount > 0 && partitionTexts.IsNull(i));
        }

        return spelling.Written;
    }

    private FileExtras? Extras(int row) => FileExtras.Of(
        Vector(row),
        columns.Map("tags", row),
        columns.Number("baseRowId", row),
        columns.Number("defaultRowCommitVersion", row),
        columns.Text("clusteringProvider", row),
        null);

    private DeletionVectorDescriptor? Vector(int row) => vectors is null ? null : VectorRow.Read(vectors, row, key, Encoding.UTF8.GetString(paths.GetBytes(row)));

    private bool HasAny(string field) => columns.Field<IArrowArray>(field) is { } array && array.NullCount < add.Length;

    private T Need<T>(string field)
        where T : class, IArrowArray =>
        columns.Field<T>(field) ?? throw LakeException.Corrupt($"The checkpoint {key} has no column 'add.{field}' of the type that the protocol asks for.");
}
