using LakeVersion.Storage;

namespace LakeVersion.Delta.Schemas;

/// <summary>What a new or replaced schema must keep to.</summary>
internal static class SchemaRules
{
    /// <summary>Checks a schema with its partition columns.</summary>
    /// <exception cref="LakeException">Invalid or Unsupported: the message names the column.</exception>
    public static void Check(DeltaStruct schema, IReadOnlyList<string> partitionColumns)
    {
        if (schema.Fields.Count == 0)
        {
            throw LakeException.Invalid("A table needs at least one column.");
        }

        foreach (var field in schema.Fields)
        {
            CheckVoid(field.Type, field.Name);
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in partitionColumns)
        {
            var field = schema.Find(name) ?? throw LakeException.Invalid(
                $"The partition column '{name}' is not a column of the table." + NearNames.Hint(name, schema.Fields.Select(column => column.Name)));
            if (!seen.Add(name) || field.Type is DeltaStruct or DeltaArray or DeltaMap)
            {
                throw LakeException.Invalid(field.Type is DeltaPrimitive or DeltaDecimal
                    ? $"The partition column '{name}' is named twice."
                    : $"Column '{name}' has the type {field.Type.Text}, by which files cannot be divided.");
            }
        }

        if (partitionColumns.Count == schema.Fields.Count)
        {
            throw LakeException.Invalid("A table needs at least one column that is not a partition column.");
        }
    }

    /// <summary>True where a type, or a part of it, has the given name.</summary>
    public static bool Uses(DeltaType type, string primitive) => type switch
    {
        DeltaStruct fields => fields.Fields.Any(field => Uses(field.Type, primitive)),
        DeltaArray array => Uses(array.Element, primitive),
        DeltaMap map => Uses(map.Key, primitive) || Uses(map.Value, primitive),
        _ => type.Text == primitive,
    };

    /// <summary>All fields of a type, inner ones too, with their paths.</summary>
    public static IEnumerable<(string Path, DeltaField Field)> Fields(DeltaType type, string parent) => type switch
    {
        DeltaStruct fields => fields.Fields.SelectMany(field => Fields(field.Type, parent + field.Name + ".").Prepend((parent + field.Name, field))),
        DeltaArray array => Fields(array.Element, parent + "element."),
        DeltaMap map => Fields(map.Key, parent + "key.").Concat(Fields(map.Value, parent + "value.")),
        _ => [],
    };

    // "Void Type": such columns are not stored; some shapes could not be written at all, so new tables have none.
    private static void CheckVoid(DeltaType type, string path)
    {
        if (Uses(type, "void"))
        {
            throw LakeException.Unsupported($"Column '{path}' holds the type void (nothing but null). Give it a type.");
        }
    }
}
