namespace LakeVersion.Delta.Schemas;

/// <summary>Compares two schemas of one table by what files call the columns. Pure.</summary>
internal static class ColumnChanges
{
    /// <summary>The first column that would hold less than before: another type, or null no longer; null where there is none.</summary>
    /// <param name="before">The columns that rows were written for.</param>
    /// <param name="after">The columns by which they would be read.</param>
    /// <param name="widens">True where a wider type holds the same (<see cref="TypeWidening"/>).</param>
    public static string? Narrowed(DeltaStruct before, DeltaStruct after, bool widens = false) => Narrowed(before, after, widens, "");

    private static string? Narrowed(DeltaStruct before, DeltaStruct after, bool widens, string parent)
    {
        foreach (var field in after.Fields)
        {
            var path = parent + field.Name;
            var known = before.Fields.FirstOrDefault(candidate => candidate.PhysicalName == field.PhysicalName);
            var isNarrower = known is null ? !field.Nullable : known.Nullable && !field.Nullable;
            if (isNarrower || (known is not null && Narrowed(known.Type, field.Type, widens, path) is not null))
            {
                return path;
            }
        }

        return null;
    }

    private static string? Narrowed(DeltaType before, DeltaType after, bool widens, string path) => (before, after) switch
    {
        (DeltaStruct a, DeltaStruct b) => Narrowed(a, b, widens, path + "."),
        (DeltaArray a, DeltaArray b) => a.ContainsNull && !b.ContainsNull ? path : Narrowed(a.Element, b.Element, widens, path + ".element"),
        (DeltaMap a, DeltaMap b) => a.ValueContainsNull && !b.ValueContainsNull
            ? path
            : Narrowed(a.Key, b.Key, widens, path + ".key") ?? Narrowed(a.Value, b.Value, widens, path + ".value"),
        _ => before.Text == after.Text || (widens && TypeWidening.Allows(before, after)) ? null : path,
    };
}
