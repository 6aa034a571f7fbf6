using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Conflicts;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Partitions;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Statistics;
using LakeVersion.Delta.Writing;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Converting;

/// <summary>Prepares the first version of a table over the Parquet files that a folder holds. No file is copied or rewritten.</summary>
/// <param name="folder">The folder.</param>
/// <param name="context">Engine, clock and ids.</param>
public sealed class TableConverter(IObjectStore folder, DeltaContext context)
{
    /// <summary>All Parquet files of the folder and those below it, with columns, statistics and rows from their footers.</summary>
    /// <param name="options">Partition columns, properties, provenance; null for none.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="LakeException">NotFound: no files. Conflict: a table is there. Invalid, Refused or Unsupported: what cannot become a
    /// table without rewriting; the message names file and column.</exception>
    public async ValueTask<DeltaTransaction> PrepareAsync(ConvertOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new ConvertOptions();
        var files = await new FolderFiles(folder, context.Parquet).FindAsync(cancellationToken).ConfigureAwait(false);
        var stored = SharedSchema.Of(files);
        var partitioning = Partitioning(options, files, stored);
        var schema = new DeltaStruct([.. stored.Fields, .. partitioning]);
        List<string> names = [.. partitioning.Select(column => column.Name)];
        SchemaRules.Check(schema, names);
        var table = TableDefinition.New(new MetadataAction
        {
            Id = context.NewGuid().ToString("D"),
            Name = options.Name,
            SchemaString = "",
            PartitionColumns = names,
            Configuration = TableProperties.Of(options.Properties),
            CreatedTime = context.Time.GetUtcNow().ToUnixTimeMilliseconds(),
        }, schema, context);
        if (TableFeatures.MappingOf(table.Protocol, table.Metadata) != ColumnMappingMode.None)
        {
            throw LakeException.Unsupported($"{ColumnMapping.ModeProperty} is not for a conversion: the files know columns by their own names. Set it to name afterwards.");
        }

        var columns = StatisticsColumns.Of(table.Metadata.Configuration);
        List<AddFile> adds = [.. files.Select(file => Add(file, partitioning, stored, columns))];
        return new DeltaTransaction
        {
            ReadSnapshot = null,
            Reads = TransactionReads.Nothing,
            Actions = [table.Protocol, table.Metadata, .. adds],
            Info = CommitFacts.Info(
                context, "CONVERT", Parameters(names, adds.Count), new(StringComparer.Ordinal) { ["numConvertedFiles"] = CommitFacts.Number(adds.Count) },
                IsolationLevel.Serializable, isBlindAppend: false, options.Commit),
            Isolation = IsolationLevel.Serializable,
        };
    }

    private static Dictionary<string, string?> Parameters(IReadOnlyList<string> partitionColumns, int files) => new(StringComparer.Ordinal)
    {
        ["numFiles"] = CommitFacts.Number(files),
        ["partitionedBy"] = CommitFacts.Names(partitionColumns),
        ["collectStats"] = "true",
        ["sourceFormat"] = "parquet",
    };

    private static List<DeltaField> Partitioning(ConvertOptions options, IReadOnlyList<FoundFile> files, DeltaStruct stored)
    {
        var found = files[0].Partition.Select(part => part.Column).ToList();
        var columns = options.Partitioning is { } asked
            ? ArrowSchemas.FromArrow(asked).Fields.Select(field => field with { Nullable = true, Metadata = DeltaField.NoMetadata }).ToList()
            : [.. found.Select(name => new DeltaField(name, new DeltaPrimitive("string"), true, DeltaField.NoMetadata))];
        var expected = columns.Select(column => column.Name).ToList();
        if (files.FirstOrDefault(file => !file.Partition.Select(part => part.Column).SequenceEqual(expected, StringComparer.Ordinal)) is { } other)
        {
            throw LakeException.Invalid(
                $"'{other.Key}' lies in folders of the columns [{string.Join(", ", other.Partition.Select(part => part.Column))}]: expected [{string.Join(", ", expected)}], "
                + (options.Partitioning is null ? $"as '{files[0].Key}' does." : "as was asked for."));
        }

        return columns.Find(column => stored.Find(column.Name, ignoreCase: true) is not null) is { } twice
            ? throw LakeException.Unsupported($"Column '{twice.Name}' is in the folders' names and in files too: which one counts would depend on the reader. Import the files in place of converting them.")
            : columns;
    }

    private static AddFile Add(FoundFile file, IReadOnlyList<DeltaField> partitioning, DeltaStruct stored, StatisticsColumns columns) => new()
    {
        Path = FilePath.Encode(file.Key),
        PartitionValues = file.Partition.Zip(partitioning).ToDictionary(
            pair => pair.First.Column, pair => Checked(pair.First.Value, pair.Second, file.Key), StringComparer.Ordinal),
        Size = file.Info.SizeBytes,
        ModificationTime = file.Info.Modified.ToUnixTimeMilliseconds(),
        DataChange = true,
        Stats = StatisticsWriter.Write(stored, file.Summary, columns),
    };

    private static string? Checked(string? value, DeltaField column, StoreKey file)
    {
        try
        {
            PartitionValue.Parse(value, column.Type, column.Name);
            return string.IsNullOrEmpty(value) ? null : value;
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Corrupt)
        {
            throw LakeException.Invalid($"'{file}' lies in a folder that gives column '{column.Name}' the value '{value}': expected {column.Type.Text}.", e);
        }
    }
}
