using LakeVersion.Delta.Schemas;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Converting;

/// <summary>The columns of a table over files that were not written for one. Pure.</summary>
/// <remarks>1. Columns in the order of their first appearance, all nullable: a file may lack one. 2. A column has one type in all files:
/// without rewriting, no other engine would read two. 3. Names that differ in casing alone are refused.</remarks>
internal static class SharedSchema
{
    /// <exception cref="LakeException">Invalid: the files' columns do not go together; the message names column and files.</exception>
    public static DeltaStruct Of(IEnumerable<FoundFile> files)
    {
        var columns = new List<DeltaField>();
        var first = new Dictionary<string, (DeltaField Field, StoreKey File)>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in files)
        {
            foreach (var column in file.Columns.Fields)
            {
                var nullable = column with { Type = Nullable(column.Type), Nullable = true, Metadata = DeltaField.NoMetadata };
                if (first.TryAdd(column.Name, (nullable, file.Key)))
                {
                    columns.Add(nullable);
                    continue;
                }

                Check(first[column.Name], nullable, file.Key);
            }
        }

        return new DeltaStruct(columns);
    }

    private static void Check((DeltaField Field, StoreKey File) known, DeltaField found, StoreKey file)
    {
        if (known.Field.Name != found.Name)
        {
            throw LakeException.Invalid($"Column '{found.Name}' of '{file}' differs from '{known.Field.Name}' of '{known.File}' in casing alone: expected one name.");
        }

        if (known.Field.Type.Text != found.Type.Text)
        {
            throw LakeException.Invalid(
                $"Column '{found.Name}' has the type {known.Field.Type.Text} in '{known.File}' and {found.Type.Text} in '{file}': expected one type, as files are not rewritten. "
                + "Import the files in place of converting them.");
        }
    }

    private static DeltaType Nullable(DeltaType type) => type switch
    {
        DeltaStruct fields => new DeltaStruct([.. fields.Fields.Select(field => field with { Type = Nullable(field.Type), Nullable = true, Metadata = DeltaField.NoMetadata })]),
        DeltaArray list => new DeltaArray(Nullable(list.Element), true),
        DeltaMap map => new DeltaMap(Nullable(map.Key), Nullable(map.Value), true),
        _ => type,
    };
}
