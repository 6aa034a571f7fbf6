using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Snapshots;

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

    /// <param name="table">The table, whose properties say in which forms statistics are kept.</param>
    public CheckpointSchema(DeltaSnapshot table)
    {
        HasJson = Flag(table, "delta.checkpoint.writeStatsAsJson", unset: true);
        Parsed = Flag(table, "delta.checkpoint.writeStatsAsStruct", unset: false) ? new ParsedSchema(table.TableSchema, table.PartitionColumns, table.Properties) : null;
        List<Field> add =
        [
            Of("path", StringType.Default), Of("partitionValues", Texts), Of("size", Int64Type.Default), Of("modificationTime", Int64Type.Default),
            Of("dataChange", BooleanType.Default), Of("tags", Texts), Of("deletionVector", Vector), Of("baseRowId", Int64Type.Default),
            Of("defaultRowCommitVersion", Int64Type.Default), Of("clusteringProvider", StringType.Default),
        ];
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

        Add = new StructType(add);
        Whole = new Schema(
            [Of("txn", Txn), Of("add", Add), Of("remove", Remove), Of("metaData", Metadata), Of("protocol", Protocol), Of("domainMetadata", Domain)], null);
        Sidecar = new Schema([Of("add", Add), Of("remove", Remove)], null);
    }

    /// <summary>The column of live files.</summary>
    public StructType Add { get; }

    /// <summary>True where statistics are kept as JSON.</summary>
    public bool HasJson { get; }

    /// <summary>Statistics and partition values as typed columns; null where the table does not want them.</summary>
    public ParsedSchema? Parsed { get; }

    /// <summary>The columns of a checkpoint in one file.</summary>
    public Schema Whole { get; }

    /// <summary>The columns of a sidecar.</summary>
    public Schema Sidecar { get; }

    public static Field Of(string name, IArrowType type) => new(name, type, true);

    private static bool Flag(DeltaSnapshot table, string property, bool unset) =>
        bool.TryParse(table.Properties.GetValueOrDefault(property), out var value) ? value : unset;
}
