using System.Globalization;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Schemas;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Snapshots;

/// <summary>What a table is besides its rows: protocol, metadata and columns, which go with one another. Immutable.</summary>
/// <remarks>Whatever changes columns or properties goes through here, so that ids, physical names, their mark and the features in use
/// are never forgotten.</remarks>
/// <param name="Protocol">What programs must understand.</param>
/// <param name="Metadata">Identity, columns as text, partitioning, properties.</param>
/// <param name="Schema">The columns, with the names and ids under which files know them.</param>
internal sealed record TableDefinition(ProtocolAction Protocol, MetadataAction Metadata, DeltaStruct Schema)
{
    public static TableDefinition Of(DeltaSnapshot snapshot) => new(snapshot.Protocol, snapshot.Metadata, snapshot.TableSchema);

    /// <summary>The definition of a new table; its metadata has the properties, and the columns as they are asked for.</summary>
    public static TableDefinition New(MetadataAction metadata, DeltaStruct columns, DeltaContext context)
    {
        var protocol = NeededFeatures.Of(columns, metadata.Configuration);
        metadata = metadata with { Configuration = RowTracking.WithColumns(metadata.Configuration, context) };
        return new TableDefinition(protocol, metadata, columns).With(columns, context);
    }

    /// <summary>With other columns. Mapped ones that are new get an id and a physical name of their own; features follow.</summary>
    /// <param name="schema">The columns; those that the table has keep the metadata that says what files call them.</param>
    /// <param name="context">Where new names come from.</param>
    /// <param name="partitionColumns">The columns by which files are divided; null for the same.</param>
    public TableDefinition With(DeltaStruct schema, DeltaContext context, IReadOnlyList<string>? partitionColumns = null)
    {
        var metadata = Metadata with { PartitionColumns = partitionColumns ?? Metadata.PartitionColumns };
        return Mapped(Protocol, metadata, schema, _ => $"col-{context.NewGuid():D}");
    }

    /// <summary>With other properties; features follow. Columns that become mapped keep their names in files.</summary>
    /// <exception cref="LakeException">Refused: a change of how columns are mapped that files do not allow.</exception>
    public TableDefinition With(IReadOnlyDictionary<string, string?> properties)
    {
        var metadata = Metadata with { Configuration = properties };
        var protocol = NeededFeatures.Upgrade(Protocol, Schema, properties);
        var (before, after) = (TableFeatures.MappingOf(Protocol, Metadata), TableFeatures.MappingOf(protocol, metadata));
        if (before != after && (before, after) is not (ColumnMappingMode.None, ColumnMappingMode.Name))
        {
            throw LakeException.Refused(
                $"{ColumnMapping.ModeProperty} cannot go from {Word(before)} to {Word(after)}: the table's files name their columns otherwise. "
                + "A table can go from none to name; id is for new tables.");
        }

        return Mapped(protocol, metadata, Schema, field => field.Name);
    }

    /// <summary>With columns, partitioning and properties of an earlier version of the table. Protocol, marks, the mapping of columns and
    /// since when commits carry their own time are never taken back: they say what the log and the files hold.</summary>
    public TableDefinition Back(DeltaSnapshot earlier)
    {
        var properties = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (name, value) in earlier.Properties.Where(pair => !IsOfLog(pair.Key)).Concat(Metadata.Configuration.Where(pair => IsOfLog(pair.Key))))
        {
            properties[name] = value;
        }

        // What another branch's log alone names, for the files that come from there.
        foreach (var (name, value) in earlier.Properties.Where(pair => IsOfFiles(pair.Key)))
        {
            properties.TryAdd(name, value);
        }

        // Files of a time without mapping know columns by the names that these had then, as after turning it on.
        var mode = TableFeatures.MappingOf(Protocol, Metadata);
        if (mode != ColumnMappingMode.None && TableFeatures.MappingOf(earlier.Protocol, earlier.Metadata) != mode)
        {
            properties[ColumnMapping.ModeProperty] = mode == ColumnMappingMode.Name ? Word(mode) : throw LakeException.Unsupported(
                $"Version {earlier.Version} does not map its columns by id, as the table does now: its files have no ids.");
        }

        var metadata = earlier.Metadata with { Id = Metadata.Id, Configuration = properties };
        return Mapped(Protocol, metadata, Rules.IdentityMarks.Raise(earlier.TableSchema, Schema), field => field.Name);
    }

    /// <summary>What a merge makes of the table: columns without an id get the next one, and features that are needed are listed.</summary>
    public TableDefinition Joined(ProtocolAction protocol, MetadataAction metadata, DeltaStruct schema) =>
        Mapped(protocol, metadata with { Id = Metadata.Id }, schema, field => field.Name);

    /// <summary>What a commit must say to make this of the earlier definition; nothing where they are equal.</summary>
    public IEnumerable<DeltaAction> Since(TableDefinition before)
    {
        if (!ReferenceEquals(Protocol, before.Protocol))
        {
            yield return Protocol;
        }

        if (!ReferenceEquals(Metadata, before.Metadata) && !IsSame(Metadata, before.Metadata))
        {
            yield return Metadata;
        }
    }

    private static TableDefinition Mapped(ProtocolAction protocol, MetadataAction metadata, DeltaStruct schema, Func<DeltaField, string> newName)
    {
        var mode = TableFeatures.MappingOf(protocol, metadata);
        if (mode != ColumnMappingMode.None)
        {
            var ids = new MappingIds(MappingIds.MarkOf(schema, metadata.Configuration), newName);
            schema = ColumnMapping.Apply(ids.Assign(schema), mode);
            metadata = metadata with
            {
                Configuration = new Dictionary<string, string?>(metadata.Configuration, StringComparer.Ordinal)
                {
                    [ColumnMapping.MaxIdProperty] = ids.Mark.ToString(CultureInfo.InvariantCulture),
                },
            };
        }

        SchemaNames.Check(schema, metadata.PartitionColumns);
        return new TableDefinition(
            NeededFeatures.Upgrade(protocol, schema, metadata.Configuration), metadata with { SchemaString = SchemaWriter.Write(schema) }, schema);
    }

    // A foreign schema text may be written otherwise and mean the same; then the schema is not what changed.
    private static bool IsSame(MetadataAction left, MetadataAction right) =>
        SchemaWriter.Write(SchemaReader.Read(left.SchemaString)) == SchemaWriter.Write(SchemaReader.Read(right.SchemaString))
        && left.PartitionColumns.SequenceEqual(right.PartitionColumns)
        && (left.Name, left.Description, left.Id) == (right.Name, right.Description, right.Id)
        && left.Configuration.Count == right.Configuration.Count
        && left.Configuration.All(property => right.Configuration.TryGetValue(property.Key, out var value) && value == property.Value);

    private static bool IsOfLog(string property) => IsOfFiles(property) || property.Contains("nCommitTimestamp", StringComparison.Ordinal);

    private static bool IsOfFiles(string property) => property is ColumnMapping.MaxIdProperty or RowTracking.IdColumnProperty or RowTracking.VersionColumnProperty;

    private static string Word(ColumnMappingMode mode) => mode.ToString().ToLowerInvariant();
}
