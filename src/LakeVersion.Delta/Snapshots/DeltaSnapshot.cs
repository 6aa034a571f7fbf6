using Apache.Arrow;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Reading;
using LakeVersion.Delta.Schemas;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Snapshots;

/// <summary>A table at one version: immutable, and safe to share between threads.</summary>
public sealed class DeltaSnapshot
{
    private readonly DeltaContext context;

    private DeltaSnapshot(TableState state, IObjectStore folder, DeltaContext context)
    {
        this.context = context;
        State = state;
        Folder = folder;
        TableSchema = ColumnMapping.Apply(SchemaReader.Read(state.Metadata!.SchemaString), TableFeatures.MappingOf(state.Protocol!, state.Metadata));
        SchemaNames.Check(TableSchema, state.Metadata.PartitionColumns);
        Schema = ArrowSchemas.ToArrow(TableSchema);
        Files = state.Files.Ordered;
    }

    /// <summary>The version, from 0.</summary>
    public long Version => State.Version;

    /// <summary>When the version was committed, to the millisecond, in UTC: its in-commit timestamp, or the time of its file.</summary>
    public DateTimeOffset Timestamp => CommitTimestamp is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : State.FileTime;

    /// <summary>The columns, as Arrow fields, in the table's order, partition columns included.</summary>
    public Schema Schema { get; }

    /// <summary>What programs must understand to read and write the table.</summary>
    public ProtocolAction Protocol => State.Protocol!;

    /// <summary>The table's identity, schema, partitioning and properties, as in the log.</summary>
    public MetadataAction Metadata => State.Metadata!;

    /// <summary>The columns by which files are divided.</summary>
    public IReadOnlyList<string> PartitionColumns => Metadata.PartitionColumns;

    /// <summary>The table's properties.</summary>
    public IReadOnlyDictionary<string, string?> Properties => Metadata.Configuration;

    /// <summary>The live files, in the order in which they are read: by the UTF-8 bytes of their paths. Each is made when it is asked for.</summary>
    public IReadOnlyList<AddFile> Files { get; }

    /// <summary>The sum of the lengths of the live files, in bytes.</summary>
    public long SizeBytes => State.Files.SizeBytes();

    /// <summary>The version of the checkpoint at which reading the log began; null where it began at the first commit.</summary>
    public long? CheckpointVersion => State.Checkpoint;

    /// <summary>How far each application has come.</summary>
    public IReadOnlyDictionary<string, AppTransaction> Transactions => State.Transactions;

    /// <summary>The domains and their configurations.</summary>
    public IReadOnlyDictionary<string, DomainMetadata> Domains => State.Domains;

    /// <summary>Who made this version and how; null where the commit does not say.</summary>
    public CommitInfo? Info => State.Info;

    /// <summary>Rows in the table, or null where a file's statistics do not say.</summary>
    public long? RowCount => State.Files.RowCount();

    internal TableState State { get; }

    internal IObjectStore Folder { get; }

    internal DeltaStruct TableSchema { get; }

    internal bool WidensTypes => TableFeatures.WidensTypes(Protocol, Metadata);

    internal bool HasCommitTimestamps => TableFeatures.HasCommitTimestamps(Protocol, Metadata);

    private long? CommitTimestamp => HasCommitTimestamps ? State.Info?.InCommitTimestamp : null;

    /// <summary>Reads rows, in the order of <see cref="Files"/> and then of the rows in each; the same at every read.</summary>
    /// <param name="columns">The columns wanted, in the order wanted; null reads all. An empty list yields batches with a length alone.</param>
    /// <param name="predicate">Only rows that pass; null reads all. It also decides which files are opened.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Batches of at most 65,536 rows, never empty, which the caller disposes of.</returns>
    /// <exception cref="LakeException">Invalid: an unknown column. Corrupt: a file is damaged or gone. Unsupported: a file needs
    /// what this version lacks.</exception>
    public IAsyncEnumerable<RecordBatch> ReadAsync(
        IReadOnlyList<string>? columns = null, Predicate? predicate = null, CancellationToken cancellationToken = default) =>
        new TableScan(this, context, columns, predicate).ReadAsync(cancellationToken);

    /// <summary>The files that may hold rows which pass, judged by partition values and statistics alone, in reading order.</summary>
    public IReadOnlyList<AddFile> Prune(Predicate predicate)
    {
        RowFilter.Check(predicate, Schema);
        return FilePruner.Prune(this, predicate);
    }

    internal static DeltaSnapshot Of(TableState state, IObjectStore folder, DeltaContext context)
    {
        if (state.Protocol is null || state.Metadata is null)
        {
            throw LakeException.Corrupt(
                $"The log of {folder.Name} up to version {state.Version} has no {(state.Protocol is null ? "protocol" : "metaData")} action.");
        }

        TableFeatures.CheckReadable(state.Protocol, state.Metadata, folder.Name);
        var snapshot = new DeltaSnapshot(state, folder, context);
        if (snapshot.CommitTimestamp is { } time && (time < 0 || time > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()))
        {
            throw LakeException.Corrupt($"Version {state.Version} of {folder.Name} has the in-commit timestamp {time}, which is no time.");
        }

        return snapshot;
    }
}
