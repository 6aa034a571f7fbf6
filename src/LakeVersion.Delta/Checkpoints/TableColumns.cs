using Apache.Arrow;
using LakeVersion.Delta.Actions;

namespace LakeVersion.Delta.Checkpoints;

/// <summary>The few actions of a checkpoint that are no files, as columns.</summary>
internal static class TableColumns
{
    /// <summary>The batches of a checkpoint's own actions, one a kind.</summary>
    public static IEnumerable<RecordBatch> Batches(Schema schema, IReadOnlyList<DeltaAction> actions)
    {
        yield return StructColumn.Batch(schema, "protocol", Protocol(actions.OfType<ProtocolAction>().Single()));
        yield return StructColumn.Batch(schema, "metaData", Metadata(actions.OfType<MetadataAction>().Single()));
        if (actions.OfType<AppTransaction>().ToList() is { Count: > 0 } transactions)
        {
            yield return StructColumn.Batch(schema, "txn", Transactions(transactions));
        }

        if (actions.OfType<DomainMetadata>().ToList() is { Count: > 0 } domains)
        {
            yield return StructColumn.Batch(schema, "domainMetadata", Domains(domains));
        }
    }

    private static StructArray Protocol(ProtocolAction protocol) => StructColumn.Of(
        CheckpointSchema.Protocol,
        1,
        new Int32Array.Builder().Append(protocol.MinReaderVersion).Build(),
        new Int32Array.Builder().Append(protocol.MinWriterVersion).Build(),
        List(protocol.ReaderFeatures),
        List(protocol.WriterFeatures));

    private static StructArray Metadata(MetadataAction metadata)
    {
        var format = StructColumn.Of(CheckpointSchema.Format, 1, Text(metadata.FormatProvider), Map(metadata.FormatOptions));
        return StructColumn.Of(
            CheckpointSchema.Metadata,
            1,
            Text(metadata.Id),
            Text(metadata.Name),
            Text(metadata.Description),
            format,
            Text(metadata.SchemaString),
            List(metadata.PartitionColumns),
            Map(metadata.Configuration),
            Number(metadata.CreatedTime));
    }

    private static StructArray Transactions(List<AppTransaction> transactions)
    {
        var (ids, versions, times) = (new StringArray.Builder(), new Int64Array.Builder(), new Int64Array.Builder());
        foreach (var transaction in transactions)
        {
            ids.Append(transaction.AppId);
            versions.Append(transaction.Version);
            _ = transaction.LastUpdated is { } time ? times.Append(time) : times.AppendNull();
        }

        return StructColumn.Of(CheckpointSchema.Txn, transactions.Count, ids.Build(), versions.Build(), times.Build());
    }

    private static StructArray Domains(List<DomainMetadata> domains)
    {
        var (names, configurations, removed) = (new StringArray.Builder(), new StringArray.Builder(), new BooleanArray.Builder());
        foreach (var domain in domains)
        {
            names.Append(domain.Domain);
            configurations.Append(domain.Configuration);
            removed.Append(domain.Removed);
        }

        return StructColumn.Of(CheckpointSchema.Domain, domains.Count, names.Build(), configurations.Build(), removed.Build());
    }

    private static StringArray Text(string? text)
    {
        var column = new StringArray.Builder();
        return (text is null ? column.AppendNull() : column.Append(text)).Build();
    }

    private static Int64Array Number(long? number)
    {
        var column = new Int64Array.Builder();
        return (number is { } value ? column.Append(value) : column.AppendNull()).Build();
    }

    private static MapArray Map(IReadOnlyDictionary<string, string?> map)
    {
        var column = new TextMapColumn();
        column.Append(map);
        return column.Build();
    }

    private static ListArray List(IReadOnlyList<string>? texts)
    {
        var values = new StringArray.Builder().AppendRange(texts ?? []).Build();
        var offsets = new ArrowBuffer.Builder<int>().Append(0).Append(values.Length).Build();
        return texts is null
            ? new ListArray(CheckpointSchema.Names, 1, offsets, values, new ArrowBuffer.BitmapBuilder().Append(false).Build(), 1)
            : new ListArray(CheckpointSchema.Names, 1, offsets, values, ArrowBuffer.Empty);
    }
}
