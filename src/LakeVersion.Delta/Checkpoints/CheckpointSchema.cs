using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Writing;
using LakeVersion.Parquet;

namespace LakeVersion.Delta.Checkpoints;

/// <summary>The columns of a table's checkpoints (PROTOCOL.md, "Checkpoint Schema"): one struct for each kind of action, of which a row fills one.</summary>
internal sealed class CheckpointSchema
{
    public static readonly MapType Texts = new(new Field("key", StringType.Default, false), new Field("value", StringType.Default, true));
    public static readonly ListType Names = new(new Field("element", StringType.Default, true));

    public static readonly StructType Vector = new(
    [
        Of("storageType", StringType.Default), Of("pathOrInlineDv", StringType.Default), Of("offset", Int32Type.Default),
        Of("sizeInBytes", Int32Type.Default), Of("cardinality", Int64Type.Default),
    ]);

    public static readonly StructType Remove = new(
    [
        Of("path", StringType.Default), Of("deletionTimestamp", Int64Type.Default), Of("dataChange", BooleanType.Default),
        Of("extendedFileMetadata", BooleanType.Default), Of("partitionValues", Texts), Of("size", Int64Type.Default), Of("deletionVector", Vector),
        Of("baseRowId", Int64Type.Default), Of("defaultRowCommitVersion", Int64Type.Default),
    ]);

    public static readonly StructType Protocol = new(
    [
        Of("minReaderVersion", Int32Type.Default), Of("minWriterVersion", Int32Type.Default), Of("readerFeatures", Names), Of("writerFeatures", Names),
    ]);

    public static readonly StructType Format = new([Of("provider", StringType.Default), Of("options", Texts)]);

    public static readonly StructType Metadata = new(
    [
        Of("id", StringType.Default), Of("name", StringType.Default), Of("description", StringType.Default), Of("format", Format),
        Of("schemaString", StringType.Default), Of("partitionColumns", Names), Of("configuration", Texts), Of("createdTime", Int64Type.Default),
    ]);

    public static readonly StructType Txn = new([Of("appId", StringType.Default), Of("version", Int64Type.Default), Of("lastUpdated", Int64Type.Default)]);

    public static readonly StructType Domain = new([Of("domain", StringType.Default), Of("configuration", StringType.Default), Of("removed", BooleanType.Default)]);

    private readonly HashSet<string> names;

    /// <param name="table">The table, whose properties say in which forms statistics are kept.</param>
    public CheckpointSchema(DeltaSnapshot table)
    {
        // Row groups of as many as a block takes, so that a reader packs group by group.
        Layout = FileLayout.Of(new DataFileOptions(), table.Properties).Parquet with
        {
            RowGroupRows = Files.FileBlock.Capacity,
            WithoutDictionary = ["add.path", "add.stats", "remove.path"],
        };
        HasJson = Flag(table, "delta.checkpoint.writeStatsAsJson", unset: true);
        Parsed = Flag(table, "delta.checkpoint.writeStatsAsStruct", unset: false) ? new ParsedSchema(table.TableSchema, table.PartitionColumns, table.Properties) : null;
        List<Field> add =
        [
            Of("path", StringType.Default), Of("partitionValues", Texts), Of("size", Int64Type.Default), Of("modificationTime", Int64Type.Default),
            Of("dataChange", BooleanType.Default),
        ];
        add.AddRange(RareFields(table).Where(field => field.IsUsed).Select(field => Of(field.Name, field.Type)));
        if (HasJson)
        {
            add.Add(Of("stats", StringType.Default));
        }

        if (Parsed?.Partitions is { } partitions)
        {
            add.Add(Of("partitionValues_parsed", partitions));
        }

        if (Parsed is { } parsed)
        {
            add.Add(Of("stats_parsed", parsed.Statistics));
        }

        names = add.Select(field => field.Name).ToHashSet(StringComparer.Ordinal);
        Add = new StructType(add);
        Whole = new Schema(
            [Of("txn", Txn), Of("add", Add), Of("remove", Remove), Of("metaData", Metadata), Of("protocol", Protocol), Of("domainMetadata", Domain)], null);
        Sidecar = new Schema([Of("add", Add), Of("remove", Remove)], null);
    }

    /// <summary>Row groups and compression.</summary>
    public ParquetWriteOptions Layout { get; }

    /// <summary>The column of live files.</summary>
    public StructType Add { get; }

    /// <summary>True where a field that few tables have is a column; where no file has it, it is none, which says null and costs readers nothing.</summary>
    public bool Has(string field) => names.Contains(field);

    /// <summary>True where statistics are kept as JSON.</summary>
    public bool HasJson { get; }

    /// <summary>Statistics and partition values as typed columns; null where the table does not want them.</summary>
    public ParsedSchema? Parsed { get; }

    /// <summary>The columns of a checkpoint in one file.</summary>
    public Schema Whole { get; }

    /// <summary>The columns of a sidecar.</summary>
    public Schema Sidecar { get; }

    public static Field Of(string name, IArrowType type) => new(name, type, true);

    private static (string Name, IArrowType Type, bool IsUsed)[] RareFields(DeltaSnapshot table)
    {
        var (tags, vectors, rowIds, rowVersions, clusterings) = (false, false, false, false, false);
        foreach (var (block, row) in table.State.Files.Places())
        {
            if (block.Extras(row) is { } more)
            {
                (tags, vectors) = (tags || more.Tags is not null, vectors || more.DeletionVector is not null);
                (rowIds, rowVersions) = (rowIds || more.BaseRowId is not null, rowVersions || more.DefaultRowCommitVersion is not null);
                clusterings |= more.ClusteringProvider is not null;
            }
        }

        return
        [
            ("tags", Texts, tags), ("deletionVector", Vector, vectors), ("baseRowId", Int64Type.Default, rowIds),
            ("defaultRowCommitVersion", Int64Type.Default, rowVersions), ("clusteringProvider", StringType.Default, clusterings),
        ];
    }

    private static bool Flag(DeltaSnapshot table, string property, bool unset) =>
        bool.TryParse(table.Properties.GetValueOrDefault(property), out var value) ? value : unset;
}
