using System.Text;
using System.Text.Json.Nodes;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Partitions;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Statistics;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Parquet;
using LakeVersion.Rows.Expressions;
using LakeVersion.Rows.Json;
using LakeVersion.Rows.Tests.Support.Predicates;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Tests.Reading.Pruning;

/// <summary>A random table of a column <c>id</c>, some of every type and some within structs, in several files of small row groups, whose
/// log says as much of each file as some writer would.</summary>
internal sealed class AnyDeltaTable
{
    private readonly Random random;
    private readonly List<string> adds = [];
    private readonly bool isMapped;
    private readonly AnyColumn[] all;
    private readonly bool isPartitioned;
    private readonly bool isCheckpoint;

    public AnyDeltaTable(int seed, bool isPlain = false)
    {
        random = new Random(seed);
        isMapped = !isPlain && random.Next(4) == 0;
        all = [.. Enumerable.Range(0, random.Next(2, 5)).Select(i => AnyColumn.Next(random, $"c{i}", AnyCell.Of(random, [.. AnyColumn.Types, FloatType.Default, DoubleType.Default, DoubleType.Default]))),
            AnyColumn.Next(random, ColumnPath.Of("s", "x"), AnyCell.Of(random, AnyColumn.Types)), AnyColumn.Next(random, ColumnPath.Of("s", "y"), StringType.Default)];
        // Of bytes only those that are text have one in the log.
        isPartitioned = !isPlain && random.Next(3) == 0 && all[0].Type is not BinaryType;
        isCheckpoint = !isPlain && random.Next(3) == 0;
        IsPlain = isPlain;
    }

    public bool IsPlain { get; }

    public MemoryStore Store { get; } = new();

    public IReadOnlyList<AnyColumn> Columns => all;

    public List<string> Files { get; } = [];

    /// <summary>The rows that are left: the id, and a cell for each column.</summary>
    public List<(long Id, Dictionary<ColumnPath, object?> Cells)> Rows { get; } = [];

    public async Task<DeltaSnapshot> CreateAsync()
    {
        var top = all[..^2].Select(column => new Field(column.Path.Names[0], column.Type, true)).ToList();
        var s = new StructType([.. all[^2..].Select(column => new Field(column.Path.Names[1], column.Type, true))]);
        var schema = DeltaSchema(new Schema([new Field("id", Int64Type.Default, true), .. top, new Field("s", s, true)], null));
        var id = 0L;
        for (var i = random.Next(2, 7); i > 0; i--)
        {
            id = await AddAsync(id, $"f{i}.parquet");
        }

        string[] features = isMapped ? ["deletionVectors", "timestampNtz", "columnMapping"] : ["deletionVectors", "timestampNtz"];
        var protocol = new JsonObject { ["minReaderVersion"] = 3, ["minWriterVersion"] = 7, ["readerFeatures"] = Array(features), ["writerFeatures"] = Array(features) };
        var metadata = new JsonObject
        {
            ["id"] = "t", ["format"] = new JsonObject { ["provider"] = "parquet", ["options"] = new JsonObject() }, ["schemaString"] = schema,
            ["configuration"] = isMapped ? new JsonObject { ["delta.columnMapping.mode"] = "name" } : new JsonObject(),
            ["partitionColumns"] = isPartitioned ? Array(["c0"]) : Array([]),
        };
        string[] lines = [new JsonObject { ["protocol"] = protocol }.ToJsonString(), new JsonObject { ["metaData"] = metadata }.ToJsonString(), .. adds];
        if (isCheckpoint)
        {
            await CheckpointAsync(lines);
        }
        else
        {
            await Store.PutAsync(StoreKey.Parse("_delta_log/00000000000000000000.json"), Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        }

        return await (await DeltaTable.OpenAsync(Store, Bench.Context)).SnapshotAsync();
    }

    private static JsonArray Array(string[] texts) => new([.. texts.Select(text => JsonValue.Create(text))]);

    private string Stored(string name) => isMapped ? "p-" + name : name;

    private string DeltaSchema(Schema schema)
    {
        var next = 0;
        return Struct(schema.FieldsList);
        string Struct(IReadOnlyList<Field> fields) => HandTable.Struct([.. fields.Select(field =>
        {
            var type = field.DataType is StructType nested ? Struct(nested.Fields) : ArrowSchemas.FromArrow(new Schema([field], null)).Fields[0].Type.Text;
            return isMapped ? HandTable.Mapped(field.Name, type, Stored(field.Name), ++next) : HandTable.Field(field.Name, type);
        })]);
    }

    // Values of a file come from a part of the pool, so that files differ in their bounds.
    private async Task<long> AddAsync(long id, string path)
    {
        var count = random.Next(1, 14);
        var presence = Enumerable.Range(0, count).Select(_ => random.Next(5) == 0 ? null : "").ToArray();
        var cells = all.Select(column =>
        {
            var (from, width, nulls) = (random.Next(column.Pool.Length), random.Next(1, 4), AnyCell.Of(random, 0, 0, 20, 100));
            return Enumerable.Range(0, count).Select(row => column.Cell(random, from, width, nulls)).ToArray();
        }).ToArray();
        var partitionValues = new JsonObject();
        if (isPartitioned)
        {
            var text = PartitionValue.Format(all[0].Build(cells[0]), 0);
            System.Array.Fill(cells[0], text is null ? null : cells[0][0]);
            partitionValues[Stored("c0")] = text;
        }

        var inner = cells[^2..].Select((values, i) => all[all.Length - 2 + i].Build(values)).ToArray();
        cells = [.. cells.Select((values, i) => i < all.Length - 2 ? values : [.. values.Select((cell, row) => presence[row] is null ? null : cell)])];
        var batch = Batch(id, cells, inner, presence);
        var summary = await WriteAsync(path, batch);
        var dropped = !IsPlain && random.Next(3) == 0 ? Enumerable.Range(0, count).Where(_ => random.Next(3) == 0).Select(row => (long)row).ToArray() : [];
        Rows.AddRange(Enumerable.Range(0, count).Where(row => !dropped.Contains(row)).Select(row => (id + row, all.Zip(cells).ToDictionary(pair => pair.First.Path, pair => pair.Second[row]))));
        var add = new JsonObject
        {
            ["path"] = path, ["partitionValues"] = partitionValues, ["size"] = summary.SizeBytes, ["modificationTime"] = 1, ["dataChange"] = true,
        };
        if (random.Next(4) > 0)
        {
            var delta = ArrowSchemas.FromArrow(batch.Schema);
            add["stats"] = random.Next(3) == 0 ? StatisticsWriter.Write(delta, summary, new StatisticsColumns(32, null)) : ForeignStatistics.Of(random, StoredColumns(cells), count, isTyped: isCheckpoint);
        }

        if (dropped.Length > 0)
        {
            var vector = Vectors.Inline(dropped);
            add["deletionVector"] = new JsonObject
            {
                ["storageType"] = vector.StorageType, ["pathOrInlineDv"] = vector.PathOrInlineDv, ["sizeInBytes"] = vector.SizeInBytes, ["cardinality"] = vector.Cardinality,
            };
        }

        adds.Add(new JsonObject { ["add"] = add }.ToJsonString());
        Files.Add(path);
        return id + count;
    }

    private IEnumerable<(string[] Names, AnyColumn Column, object?[] Cells)> StoredColumns(object?[][] cells) => all.Zip(cells)
        .Skip(isPartitioned ? 1 : 0).Select(pair => (pair.First.Path.Names.Select(Stored).ToArray(), pair.First, pair.Second));

    private RecordBatch Batch(long id, object?[][] cells, IArrowArray[] inner, string?[] presence)
    {
        var s = new StructArray(
            new StructType([.. inner.Select((array, i) => new Field(Stored(all[all.Length - 2 + i].Path.Names[1]), array.Data.DataType, true))]),
            presence.Length, inner, AnyColumn.Validity(presence), presence.Count(mark => mark is null));
        var columns = all[..^2].Select((column, i) => (Stored(column.Path.Names[0]), column.Build(cells[i]))).Skip(isPartitioned ? 1 : 0);
        return Bench.Batch([(Stored("id"), Bench.Longs([.. presence.Select((_, row) => (long?)(id + row))])), .. columns, (Stored("s"), s)]);
    }

    private async Task<ParquetFileSummary> WriteAsync(string key, RecordBatch batch)
    {
        using var stream = new MemoryStream();
        await using var writer = ParquetEngines.Default.CreateWriter(stream, batch.Schema, new ParquetWriteOptions { RowGroupRows = random.Next(1, 6) });
        await writer.WriteAsync(batch);
        var summary = await writer.FinishAsync();
        await Store.PutAsync(StoreKey.Parse(key), stream.ToArray());
        return summary;
    }

    // The log is a checkpoint alone, whose statistics are columns.
    private async Task CheckpointAsync(string[] lines)
    {
        var bounds = StatsType(column => column.Type, column => column.Type is not BinaryType);
        var stats = Struct(
            ("numRecords", Int64Type.Default), ("minValues", bounds), ("maxValues", bounds), ("nullCount", StatsType(_ => Int64Type.Default, _ => true)), ("tightBounds", BooleanType.Default));
        var map = new MapType(new Field("key", StringType.Default, false), new Field("value", StringType.Default, true));
        var texts = new ListType(new Field("element", StringType.Default, true));
        var schema = Bench.Schema(
            ("protocol", Struct(("minReaderVersion", Int32Type.Default), ("minWriterVersion", Int32Type.Default), ("readerFeatures", texts), ("writerFeatures", texts))),
            ("metaData", Struct(("id", StringType.Default), ("format", Struct(("provider", StringType.Default), ("options", map))), ("schemaString", StringType.Default),
                ("configuration", map), ("partitionColumns", texts))),
            ("add", Struct(("path", StringType.Default), ("partitionValues", map), ("size", Int64Type.Default), ("modificationTime", Int64Type.Default), ("dataChange", BooleanType.Default),
                ("deletionVector", Struct(("storageType", StringType.Default), ("pathOrInlineDv", StringType.Default), ("sizeInBytes", Int32Type.Default), ("cardinality", Int64Type.Default))),
                ("stats_parsed", stats))));
        var json = string.Join('\n', lines.Select(line =>
        {
            var action = JsonNode.Parse(line)!;
            if (action["add"]?["stats"] is { } text)
            {
                action["add"]!["stats_parsed"] = JsonNode.Parse(text.GetValue<string>());
                ((JsonObject)action["add"]!).Remove("stats");
            }

            return action.ToJsonString();
        }));
        await foreach (var batch in new JsonInput(_ => ValueTask.FromResult<Stream>(new MemoryStream(Encoding.UTF8.GetBytes(json))), "checkpoint").ReadAsync(schema))
        {
            await WriteAsync("_delta_log/00000000000000000000.checkpoint.parquet", batch);
        }
    }

    private StructType StatsType(Func<AnyColumn, IArrowType> type, Func<AnyColumn, bool> has)
    {
        var top = all[(isPartitioned ? 1 : 0)..^2].Where(has).Select(column => (Stored(column.Path.Names[0]), type(column)));
        var inner = all[^2..].Where(has).Select(column => (Stored(column.Path.Names[1]), type(column)));
        return Struct([(Stored("id"), Int64Type.Default), .. top, (Stored("s"), Struct([.. inner]))]);
    }

    private static StructType Struct(params (string Name, IArrowType Type)[] fields) => new([.. fields.Select(field => new Field(field.Name, field.Type, true))]);
}
