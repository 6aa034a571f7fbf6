using LakeVersion.Storage;

namespace LakeVersion.Delta.Schemas;

/// <summary>Refuses schemas that leave open which column is meant: readers would give one column the values of another, or none.</summary>
/// <remarks>
/// (1) Siblings have different names. (2) What files call them differs too, in more than casing where files are searched by name, for
/// there casing does not count. (3) No two columns of a table have one field id. (4) Partition columns are columns, each named once.
/// </remarks>
internal static class SchemaNames
{
    /// <param name="schema">The columns, with the names and ids under which files know them.</param>
    /// <param name="partitionColumns">The columns by which files are divided.</param>
    /// <exception cref="LakeException">Corrupt: a rule is broken. Unsupported: names differ in casing alone. The message names the column.</exception>
    public static void Check(DeltaStruct schema, IReadOnlyList<string> partitionColumns)
    {
        CheckType(schema, "", []);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in partitionColumns)
        {
            if (schema.Find(name) is null || !seen.Add(name))
            {
                throw LakeException.Corrupt(seen.Contains(name)
                    ? $"The table's metadata names the partition column '{name}' twice."
                    : $"The table's metadata names the partition column '{name}', which is no column of its schema." + NearNames.Hint(name, schema.Fields.Select(field => field.Name)));
            }
        }
    }

    private static void CheckType(DeltaType type, string parent, HashSet<int> ids)
    {
        switch (type)
        {
            case DeltaStruct fields:
                CheckFields(fields, parent, ids);
                break;
            case DeltaArray array:
                CheckType(array.Element, parent + "element.", ids);
                break;
            case DeltaMap map:
                CheckType(map.Key, parent + "key.", ids);
                CheckType(map.Value, parent + "value.", ids);
                break;
        }
    }

    private static void CheckFields(DeltaStruct fields, string parent, HashSet<int> ids)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var stored = new Dictionary<string, DeltaField>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in fields.Fields)
        {
            var path = parent + field.Name;
            var twin = stored.GetValueOrDefault(field.PhysicalName);
            if (!names.Add(field.Name) || twin?.PhysicalName == field.PhysicalName)
            {
                throw LakeException.Corrupt(twin is null || twin.Name == field.Name
                    ? $"The table's schema has column '{path}' twice."
                    : $"The table's schema gives the columns '{parent}{twin.Name}' and '{path}' the same physical name '{field.PhysicalName}'.");
            }

            if (field.FieldId is { } id && !ids.Add(id))
            {
                throw LakeException.Corrupt($"The table's schema gives the column '{path}' the field id {id}, which another column has too.");
            }

            if (twin is not null && field.FieldId is null)
            {
                throw LakeException.Unsupported(
                    $"The columns '{parent}{twin.Name}' and '{path}' differ in casing alone in the table's files; this version does not tell them apart.");
            }

            stored[field.PhysicalName] = field;
            CheckType(field.Type, path + ".", ids);
        }
    }
}
