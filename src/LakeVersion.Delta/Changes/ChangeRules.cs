using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Changes;

/// <summary>Which versions' changes can be told, with the columns of the last of them. Pure.</summary>
/// <remarks>
/// 1. Change data feed is on in each version. 2. Each version's columns are there at the end, by id where the table has ids and else
/// by name, of the same type or of one that holds all its values; new ones may have come. 3. No column came to be required. 4. Files
/// are divided by the same columns.
/// </remarks>
internal sealed class ChangeRules(string table, MetadataAction end, long endVersion)
{
    private const string IdKey = "delta.columnMapping.id";

    private readonly DeltaStruct endSchema = SchemaReader.Read(end.SchemaString);

    /// <exception cref="LakeException">NotFound: the version's changes were not recorded. Unsupported: they do not fit into the columns at the end.</exception>
    public void Check(long version, ProtocolAction protocol, MetadataAction metadata)
    {
        if (!TableFeatures.RecordsChanges(protocol, metadata))
        {
            throw LakeException.NotFound(
                $"The changes of version {version} of {table} were not recorded: {TableFeatures.ChangeFeedProperty} is not on there. Ask for versions in which it is.");
        }

        var schema = metadata.SchemaString == end.SchemaString ? endSchema : SchemaReader.Read(metadata.SchemaString);
        if (!IsDividedAlike(schema, metadata.PartitionColumns))
        {
            throw Differs(version, $"files are divided by ({string.Join(", ", metadata.PartitionColumns)}), then by ({string.Join(", ", end.PartitionColumns)})");
        }

        if (!ReferenceEquals(schema, endSchema))
        {
            CheckStruct(version, schema, endSchema, "");
        }
    }

    // A column that files are divided by may have got another name since.
    private bool IsDividedAlike(DeltaStruct schema, IReadOnlyList<string> columns) =>
        columns.Count == end.PartitionColumns.Count && columns.Zip(end.PartitionColumns).All(pair =>
            schema.Find(pair.First) is { } then && endSchema.Find(pair.Second) is { } last && Same(then, last));

    private void CheckStruct(long version, DeltaStruct then, DeltaStruct last, string parent)
    {
        foreach (var field in then.Fields)
        {
            var path = parent + field.Name;
            var found = last.Fields.FirstOrDefault(candidate => Same(field, candidate))
                ?? throw Differs(version, $"column '{path}' is there, but no longer at the end");
            if (field.Nullable && !found.Nullable)
            {
                throw Differs(version, $"column '{path}' may be null, but no longer at the end");
            }

            CheckType(version, field.Type, found.Type, path);
        }

        foreach (var added in last.Fields.Where(field => !field.Nullable && !then.Fields.Any(candidate => Same(candidate, field))))
        {
            throw Differs(version, $"column '{parent + added.Name}' is not there yet, and may not be null at the end");
        }
    }

    private void CheckType(long version, DeltaType then, DeltaType last, string path)
    {
        switch (then, last)
        {
            case (DeltaStruct a, DeltaStruct b):
                CheckStruct(version, a, b, path + ".");
                break;
            case (DeltaArray a, DeltaArray b):
                CheckType(version, a.Element, b.Element, path + ".element");
                break;
            case (DeltaMap a, DeltaMap b):
                CheckType(version, a.Key, b.Key, path + ".key");
                CheckType(version, a.Value, b.Value, path + ".value");
                break;
            default:
                if (!Fits(then, last))
                {
                    throw Differs(version, $"column '{path}' has the type {then.Text}, and {last.Text} at the end");
                }

                break;
        }
    }

    // Besides widening numbers: a date as a timestamp without zone (PROTOCOL.md, "Type Widening").
    private static bool Fits(DeltaType then, DeltaType last) => Widening.Fits(then, last) || (then.Text, last.Text) is ("date", "timestamp_ntz");

    private static bool Same(DeltaField a, DeltaField b) =>
        a.Metadata.TryGetValue(IdKey, out var id) && b.Metadata.TryGetValue(IdKey, out var other) ? id == other : a.Name == b.Name;

    private LakeException Differs(long version, string what) => LakeException.Unsupported(
        $"The changes of {table} cannot be read together, with the columns of version {endVersion}: in version {version} {what}. "
        + "Read the versions before and after the change of columns each by themselves.");
}
