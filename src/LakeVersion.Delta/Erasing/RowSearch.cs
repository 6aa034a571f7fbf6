using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Partitions;
using LakeVersion.Delta.Reading;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Erasing;

/// <summary>Counts the rows of single files that pass a test, those that deletion vectors hide included: they are in the file.</summary>
/// <remarks>Nothing is skipped by statistics, whose bounds may be wrong: every value of the columns that the test names is read.</remarks>
public sealed class RowSearch
{
    private readonly DeltaContext context;
    private readonly ScanPlan plan;

    private RowSearch(DeltaContext context, Predicate test, IReadOnlyList<DeltaField> columns, IReadOnlyList<string> partitionColumns)
    {
        (this.context, Test) = (context, test);
        plan = new ScanPlan(columns, partitionColumns);
        Columns = SchemaWriter.Write(new DeltaStruct(columns)) + string.Join(',', columns.Select(column => plan.IsPartition(column)));
    }

    /// <summary>What the search reads, in words: two of equal words and one test find the same.</summary>
    public string Columns { get; }

    /// <summary>True where the test asks for what logs, not files, say.</summary>
    public bool NeedsPartition => plan.Needed.Any(plan.IsPartition);

    /// <summary>The test, about the columns as this state of the table names them.</summary>
    public Predicate Test { get; }

    /// <summary>The search by the columns of one state of a table.</summary>
    /// <param name="context">The engine.</param>
    /// <param name="protocol">What the state asks of readers.</param>
    /// <param name="metadata">The state's columns.</param>
    /// <param name="where">The test, as text (<see cref="PredicateText"/>).</param>
    /// <exception cref="LakeException">Invalid: the test does not fit the columns. Unsupported: a type that this version does not read.</exception>
    public static RowSearch Of(DeltaContext context, ProtocolAction protocol, MetadataAction metadata, string where)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(protocol);
        ArgumentNullException.ThrowIfNull(metadata);
        var schema = ColumnMapping.Apply(SchemaReader.Read(metadata.SchemaString), TableFeatures.MappingOf(protocol, metadata));
        var test = PredicateText.Parse(where, ArrowSchemas.ToArrow(schema));
        var names = test.Columns.Select(column => column.Names[0]).Distinct(StringComparer.Ordinal);
        return new RowSearch(context, test, [.. names.Select(name => schema.Find(name)!)], metadata.PartitionColumns);
    }

    /// <summary>Counts the rows of a file, and those that pass.</summary>
    /// <param name="folder">The folder that holds the file.</param>
    /// <param name="key">The file.</param>
    /// <param name="partitionValues">What a log says of its partition; null where none names the file, whose folders are believed then.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="LakeException">Corrupt, Unsupported or Invalid: the file cannot be read by these columns. Expired: it was let go of or erased.</exception>
    public async ValueTask<(long Rows, long Passing)> CountAsync(
        IObjectStore folder, StoreKey key, IReadOnlyDictionary<string, string?>? partitionValues, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var file = new ScanFile { Path = FilePath.Encode(key), PartitionValues = partitionValues ?? Folders(key) };
        var (rows, passing) = (0L, 0L);
        await foreach (var placed in new FileScan(new FileLocator(folder, null), context.Parquet, plan).ReadPlacedAsync(file, count => rows = count, cancellationToken).ConfigureAwait(false))
        {
            using var batch = placed.Batch;
            passing += RowFilter.Select(batch, Test).Length;
        }

        return (rows, passing);
    }

    private static Dictionary<string, string?> Folders(StoreKey key)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (column, value) in HivePath.Parse(key.Value))
        {
            values[column] = value;
        }

        return values;
    }
}
