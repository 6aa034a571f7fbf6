using LakeVersion.Delta.Editing;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Merging;

/// <summary>The columns that tell a table's rows apart, as its property <see cref="Property"/> declares them. Pure.</summary>
/// <remarks>Nothing holds writers to the key: whoever relies on it looks at the rows that it reads.</remarks>
public static class TableKey
{
    /// <summary>The property: names of columns, joined by commas.</summary>
    public const string Property = "lakeversion.key";

    /// <summary>The declared columns; null where there are none.</summary>
    /// <param name="properties">The table's properties.</param>
    public static IReadOnlyList<string>? Of(IReadOnlyDictionary<string, string?> properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        return properties.GetValueOrDefault(Property) is { Length: > 0 } text ? [.. text.Split(',').Select(name => name.Trim())] : null;
    }

    /// <summary>Checks that these columns of a table can be its key, whatever its rows are.</summary>
    /// <exception cref="LakeException">Invalid: they cannot; the message says why.</exception>
    internal static void Check(IReadOnlyList<string> columns, DeltaSnapshot table)
    {
        var comma = columns.FirstOrDefault(name => name.Contains(',', StringComparison.Ordinal));
        if ((comma is null ? Fault(columns, table.TableSchema) : $"the name '{comma}' has a comma, which divides names there") is { } fault)
        {
            throw LakeException.Invalid($"{table.Folder.Name} cannot have the key ({string.Join(", ", columns)}): {fault}.");
        }
    }

    /// <summary>Why these columns cannot be the key of a table; null where they can.</summary>
    internal static string? Fault(IReadOnlyList<string> columns, DeltaStruct schema)
    {
        if (columns.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            return $"the key names '{twice.Key}' twice";
        }

        foreach (var name in columns)
        {
            if (schema.Find(name) is not { } column)
            {
                return $"it has no column '{name}'." + NearNames.Hint(name, schema.Fields.Select(field => field.Name)).TrimEnd('.');
            }

            if (!KeyReader.Takes(ArrowSchemas.ToArrow(column.Type)))
            {
                return $"column '{name}' has the type {column.Type.Text}, which cannot be a key";
            }
        }

        return null;
    }
}
