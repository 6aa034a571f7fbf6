using Apache.Arrow;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Partitions;
using LakeVersion.Delta.Rules;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Statistics;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Writing;

/// <summary>Writes rows as data files, one open file for each partition value, and tells what to add to the log.</summary>
/// <remarks>Files are in the store when the adds are returned, and part of the table only when these are committed.</remarks>
internal sealed class DataFileWriter : IAsyncDisposable
{
    // Files are closed at the target to within this many rows.
    private const int RowsAtOnce = 65_536;

    private readonly IObjectStore folder;
    private readonly DeltaContext context;
    private readonly DataFileOptions options;
    private readonly FileLayout layout;
    private readonly DeltaStruct fileSchema;
    private readonly DeltaStruct countedSchema;
    private readonly Schema arrowSchema;
    private readonly DeltaStruct tableSchema;
    private readonly Lazy<RowRules> rules;
    private readonly Dictionary<string, string> storedNames;
    private readonly PartitionSplitter splitter;
    private readonly StatisticsColumns indexedColumns;
    private readonly Dictionary<string, OpenFile> open = new(StringComparer.Ordinal);
    private readonly List<AddFile> added = [];
    private readonly PartitionBuffer gathered;
    private readonly bool isPartitioned;
    private readonly Guid write;
    private int fileNumber;

    /// <param name="folder">The table's folder.</param>
    /// <param name="context">Engine, clock and ids.</param>
    /// <param name="schema">The table's schema after the write.</param>
    /// <param name="metadata">The table's metadata after the write.</param>
    /// <param name="options">Sizes.</param>
    public DataFileWriter(IObjectStore folder, DeltaContext context, DeltaStruct schema, MetadataAction metadata, DataFileOptions options)
    {
        layout = FileLayout.Of(options, metadata.Configuration);
        if (options.MaxOpenFiles < 1 || layout.TargetSizeBytes < 1 || options.MaxGatheredBytes < 0)
        {
            throw LakeException.Invalid($"MaxOpenFiles ({options.MaxOpenFiles}) and TargetSizeBytes ({layout.TargetSizeBytes}) are at least 1; MaxGatheredBytes ({options.MaxGatheredBytes}) at least 0.");
        }

        (this.folder, this.context, this.options, tableSchema) = (folder, context, options, schema);
        fileSchema = new DeltaStruct([.. schema.Fields.Where(column => !metadata.PartitionColumns.Contains(column.Name))]);
        // Ids that rows bring along are no columns of the table, so nobody looks for their bounds.
        countedSchema = new DeltaStruct([.. fileSchema.Fields.Where(column => !RowTracking.IsHidden(metadata, column.Name))]);
        arrowSchema = StoredColumns.SchemaOf(fileSchema);
        storedNames = schema.Fields.ToDictionary(column => column.Name, column => column.PhysicalName, StringComparer.Ordinal);
        splitter = new PartitionSplitter(metadata.PartitionColumns);
        isPartitioned = metadata.PartitionColumns.Count > 0;
        gathered = new PartitionBuffer(options.MaxGatheredBytes);
        write = context.NewTimedGuid();
        rules = new(() => HoldsOldRows || IsChangeData ? RowRules.None(schema) : RowRules.Of(schema, metadata, context.Time.GetUtcNow(), RuleFaults.Stored(folder.Name)));
        indexedColumns = StatisticsColumns.Of(metadata.Configuration);
    }

    /// <summary>True where the rows tell of changes: their files are no part of the table's content, and lie apart (PROTOCOL.md, "Change Data Files").</summary>
    public bool IsChangeData { get; init; }

    /// <summary>True where all rows are rows of the table already, which are not held against its rules again.</summary>
    public bool HoldsOldRows { get; init; }

    /// <summary>Writes all rows.</summary>
    /// <exception cref="LakeException">Invalid: a row does not fit the table; nothing is part of it.</exception>
    public async ValueTask<IReadOnlyList<AddFile>> WriteAsync(IAsyncEnumerable<RecordBatch> batches, CancellationToken cancellationToken)
    {
        await foreach (var batch in batches.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            await AddAsync(batch, cancellationToken).ConfigureAwait(false);
        }

        return await FinishAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes new rows in. The batch stays the caller's.</summary>
    /// <remarks>Columns that it lacks are filled in as the table says. Rows that break a rule are counted, and <see cref="FinishAsync"/> tells them.</remarks>
    /// <exception cref="LakeException">Invalid: a row does not fit the table; nothing is part of it.</exception>
    public ValueTask AddAsync(RecordBatch batch, CancellationToken cancellationToken) => AddAsync(batch, areNew: !IsChangeData, cancellationToken);

    /// <summary>Takes rows in that the table holds already. Rules do not bind them: what is there may stay.</summary>
    /// <exception cref="LakeException">Invalid: a row does not fit the table; nothing is part of it.</exception>
    public ValueTask CopyAsync(RecordBatch batch, CancellationToken cancellationToken) => AddAsync(batch, areNew: false, cancellationToken);

    /// <summary>New rows with all columns of the table: what they lack is filled in as the table says.</summary>
    /// <exception cref="LakeException">Invalid: a value that does not fit, or cannot be computed.</exception>
    public RecordBatch Complete(RecordBatch batch) => rules.Value.Complete(batch, 0, batch.Length);

    /// <summary>Closes all files. Rows taken in afterwards begin new ones.</summary>
    /// <returns>What to add to the log of all files so far, in the order in which they were begun.</returns>
    /// <exception cref="LakeException">Invalid: rows broke rules; the message says which, how many, and has a sample.</exception>
    public async ValueTask<IReadOnlyList<AddFile>> FinishAsync(CancellationToken cancellationToken)
    {
        rules.Value.Finish();
        foreach (var part in gathered.TakeAll())
        {
            await WriteAsync(part, cancellationToken).ConfigureAwait(false);
        }

        // In the order in which they were begun, so that the same rows give the same log.
        foreach (var key in open.Keys.OrderBy(key => open[key].Upload.Key).ToList())
        {
            await CloseAsync(key, cancellationToken).ConfigureAwait(false);
        }

        return added;
    }

    /// <summary>The table as it is after the write: the marks of its identity columns have moved.</summary>
    public TableDefinition Marked(TableDefinition table) => rules.Value.Marked(table);

    public async ValueTask DisposeAsync()
    {
        foreach (var file in open.Values)
        {
            await file.Upload.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask AddAsync(RecordBatch batch, bool areNew, CancellationToken cancellationToken)
    {
        for (var begin = 0; begin < batch.Length; begin += RowsAtOnce)
        {
            var count = Math.Min(RowsAtOnce, batch.Length - begin);
            var rows = areNew ? rules.Value.Fit(batch, begin, count) : RowShape.Fit(batch, begin, count, tableSchema);
            if (rules.Value.AreBroken)
            {
                // Nothing will be committed; what is left is only counted.
                continue;
            }

            foreach (var part in splitter.Split(rows))
            {
                await TakeAsync(part, rows, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask TakeAsync(PartitionPart part, RecordBatch source, CancellationToken cancellationToken)
    {
        if (!isPartitioned)
        {
            await WriteAsync(part, cancellationToken).ConfigureAwait(false);
            return;
        }

        gathered.Add(part, source);
        if (gathered.IsFull)
        {
            await WriteAsync(gathered.TakeLargest(), cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask WriteAsync(PartitionPart part, CancellationToken cancellationToken)
    {
        if (!open.TryGetValue(part.Key, out var file))
        {
            if (open.Count >= options.MaxOpenFiles)
            {
                await CloseAsync(open.MaxBy(pair => pair.Value.Upload.EstimatedSizeBytes).Key, cancellationToken).ConfigureAwait(false);
            }

            open[part.Key] = file = Open([.. part.Values.Select(value => (storedNames[value.Column], value.Value))], cancellationToken);
        }

        var columns = fileSchema.Fields.Select((column, i) =>
            StoredColumns.Of(part.Rows.Column(part.Rows.Schema.GetFieldIndex(column.Name)), arrowSchema.GetFieldByIndex(i)));
        await file.Upload.WriteAsync(new RecordBatch(arrowSchema, columns, part.Rows.Length), cancellationToken).ConfigureAwait(false);
        if (file.Upload.EstimatedSizeBytes >= layout.TargetSizeBytes)
        {
            await CloseAsync(part.Key, cancellationToken).ConfigureAwait(false);
        }
    }

    private OpenFile Open(IReadOnlyList<(string Column, string? Value)> values, CancellationToken cancellationToken)
    {
        // Rows are read by the order of file names: names that begin with the time of the write keep the order of writing, as a rule.
        var name = string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"{(IsChangeData ? "cdc" : "part")}-{write:D}-{fileNumber++:D5}.c000.{Codec(layout.Parquet.Compression)}parquet");
        var key = HivePath.Key(values, name);
        return new OpenFile(
            new DataFileUpload(folder, IsChangeData ? StoreKey.Parse($"_change_data/{key}") : key, context, arrowSchema, layout.Parquet, cancellationToken),
            values.ToDictionary(value => value.Column, value => value.Value, StringComparer.Ordinal));
    }

    private async ValueTask CloseAsync(string key, CancellationToken cancellationToken)
    {
        var file = open[key];
        var summary = await file.Upload.FinishAsync(cancellationToken).ConfigureAwait(false);
        open.Remove(key);
        await file.Upload.DisposeAsync().ConfigureAwait(false);
        added.Add(new AddFile
        {
            Path = FilePath.Encode(file.Upload.Key),
            PartitionValues = file.PartitionValues,
            Size = summary.SizeBytes,
            ModificationTime = context.Time.GetUtcNow().ToUnixTimeMilliseconds(),
            DataChange = true,
            Stats = StatisticsWriter.Write(countedSchema, summary, indexedColumns),
        });
    }

    private static string Codec(Parquet.ParquetCompression compression) => compression switch
    {
        Parquet.ParquetCompression.Snappy => "snappy.",
        Parquet.ParquetCompression.Zstandard => "zstd.",
        _ => "",
    };

    private sealed record OpenFile(DataFileUpload Upload, IReadOnlyDictionary<string, string?> PartitionValues);
}
