using LakeVersion.Delta.Schemas;

namespace LakeVersion.Delta.Comparing;

/// <summary>Compares the columns of two versions by physical name, else by name. Pure.</summary>
internal static class SchemaDifferences
{
    /// <summary>What differs: in the order of the later version, then what only the earlier has.</summary>
    public static IEnumerable<ColumnDifference> Of(DeltaStruct before, DeltaStruct after, string oldParent = "", string parent = "")
    {
        var (pairs, left) = ColumnPairs.Of(before, after);
        foreach (var (other, field) in pairs)
        {
            foreach (var difference in Of(other, field, oldParent, parent))
            {
                yield return difference;
            }
        }

        foreach (var field in left)
        {
            yield return new ColumnDifference(oldParent + field.Name, oldParent + field.Name, field.Type.Text, null, field.Nullable, null);
        }
    }

    private static IEnumerable<ColumnDifference> Of(DeltaField? before, DeltaField after, string oldParent, string parent)
    {
        if (before is null)
        {
            yield return new ColumnDifference(parent + after.Name, null, null, after.Type.Text, null, after.Nullable);
            yield break;
        }

        var (path, old) = (parent + after.Name, oldParent + before.Name);
        var isStruct = before.Type is DeltaStruct && after.Type is DeltaStruct;
        if (before.Name != after.Name || before.Nullable != after.Nullable || (!isStruct && Differ(before.Type, after.Type)))
        {
            yield return new ColumnDifference(path, old, before.Type.Text, after.Type.Text, before.Nullable, after.Nullable);
        }

        if (before.Type is DeltaStruct was && after.Type is DeltaStruct now)
        {
            foreach (var difference in Of(was, now, old + ".", path + "."))
            {
                yield return difference;
            }
        }
    }

    private static bool Differ(DeltaType before, DeltaType after) => (before, after) switch
    {
        (DeltaArray a, DeltaArray b) => a.ContainsNull != b.ContainsNull || Differ(a.Element, b.Element),
        (DeltaMap a, DeltaMap b) => a.ValueContainsNull != b.ValueContainsNull || Differ(a.Key, b.Key) || Differ(a.Value, b.Value),
        _ => before.Text != after.Text,
    };
}
