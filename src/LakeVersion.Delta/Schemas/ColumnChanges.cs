namespace LakeVersion.Delta.Schemas;

/// <summary>Compares two schemas of one table by what files call the columns. Pure.</summary>
internal static class ColumnChanges
{
    /// <summary>The first column that would hold less than before: another type, or null no longer; null where there is none.</summary>
    /// <param name="before">The columns that rows were written for.</param>
    /// <param name="after">The columns by which they would be read.</param>
    public static string? Narrowed(DeltaStruct before, DeltaStruct after) => Narrowed(before, after, "");

    private static string? Narrowed(DeltaStruct before, DeltaStruct after, string parent)
    {
        foreach (var field in after.Fields)
        {
            var path = parent + field.Name;
            var known = before.Fields.FirstOrDefault(candidate => candidate.PhysicalName == field.PhysicalName);
            var isNarrower = known is null ? !field.Nullable : known.Nullable && !field.Nullable;
            if (isNarrower || (known is not null && Narrowed(known.Type, field.Type, path) is not null))
            {
                return path;
            }
        }

        return null;
    }

    private static string? Narrowed(DeltaType before, DeltaType after, string path) => (before, after) switch
    {
        (DeltaStruct a, DeltaStruct b) => Narrowed(a, b, path + "."),
        (DeltaArray a, DeltaArray b) => a.ContainsNull && !b.ContainsNull ? path : Narrowed(a.Element, b.Element, path + ".element"),
        (DeltaMap a, DeltaMap b) => a.ValueContainsNull && !b.ValueContainsNull
            ? path
            : Narrowed(a.Key, b.Key, path + ".key") ?? Narrowed(a.Value, b.Value, path + ".value"),
        _ => before.Text == after.Text ? null : path,
    };
}
