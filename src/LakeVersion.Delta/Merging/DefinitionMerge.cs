using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Delta.Merging;

/// <summary>Joins what two sides made of a table's columns, properties and protocol. Pure, but for whoever decides conflicts.</summary>
internal static class DefinitionMerge
{
    /// <summary>The definition that the merged version has. Partitioning is the caller's affair: ours' columns are kept.</summary>
    public static TableDefinition Of(DeltaSnapshot @base, DeltaSnapshot ours, DeltaSnapshot theirs, ConflictBook book)
    {
        var now = TableDefinition.Of(ours);
        if (!TableDefinition.Of(theirs).Since(TableDefinition.Of(@base)).Any())
        {
            return now;
        }

        var (mine, other, before) = (ours.Metadata, theirs.Metadata, @base.Metadata);
        var mode = TableFeatures.MappingOf(ours.Protocol, mine);
        var schema = new SchemaMerge(book, renumbers: HasNewIds(ours, @base) && mode != ColumnMappingMode.Id).Run(@base.TableSchema, ours.TableSchema, theirs.TableSchema);
        var metadata = mine with
        {
            Name = PropertyMerge.Text("name", before.Name, mine.Name, other.Name, book),
            Description = PropertyMerge.Text("description", before.Description, mine.Description, other.Description, book),
            Configuration = PropertyMerge.Properties(before.Configuration, mine.Configuration, other.Configuration, book),
            PartitionColumns = [.. ours.PartitionColumns.Select(name => Renamed(name, ours.TableSchema, schema))],
        };
        return now.Joined(NeededFeatures.Union(ours.Protocol, theirs.Protocol), metadata, schema);
    }

    /// <summary>True where both sides gave ids to new columns, and files know columns by their ids: the same ids mean two things.</summary>
    public static bool AreIdsTaken(DeltaSnapshot @base, DeltaSnapshot ours, DeltaSnapshot theirs) =>
        TableFeatures.MappingOf(ours.Protocol, ours.Metadata) == ColumnMappingMode.Id && HasNewIds(ours, @base) && HasNewIds(theirs, @base);

    private static bool HasNewIds(DeltaSnapshot side, DeltaSnapshot @base) => MarkOf(side) > MarkOf(@base);

    private static int MarkOf(DeltaSnapshot table) => MappingIds.MarkOf(table.TableSchema, table.Properties);

    private static string Renamed(string name, DeltaStruct ours, DeltaStruct schema) =>
        schema.Fields.FirstOrDefault(field => field.PhysicalName == ours.Find(name)?.PhysicalName)?.Name ?? name;
}
