using Apache.Arrow;
using LakeVersion.Delta.Reading;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Delta.Comparing;

/// <summary>The columns of two versions side by side: what files of each call them, and one type for both. Pure.</summary>
/// <remarks>
/// 1. A column of one version is that of the other by its physical name, else by its name regardless of casing; tables of different ids
/// go by names alone. 2. Its type is one that holds the values of both. 3. Where there is none, they are two columns. 4. A column, or
/// a field of a struct, that one version lacks is null there. 5. The order and names are those of the later version, then come
/// columns of the earlier alone; where such a name is taken, " (before)" is added.
/// </remarks>
internal sealed class ComparedColumns
{
    // Rule 4: what no file can hold.
    private const string Nowhere = "\0";

    private readonly bool isOneTable;

    public ComparedColumns(DeltaSnapshot before, DeltaSnapshot after)
    {
        isOneTable = before.Metadata.Id == after.Metadata.Id;
        var pairs = Fields(before.TableSchema, after.TableSchema);
        Schema = new Schema([.. pairs.Select(pair => ArrowSchemas.ToArrow(pair.After))], null);
        Before = new ScanPlan([.. pairs.Select(pair => pair.Before)], Partitions(before, pairs.Select(pair => pair.Before)));
        After = new ScanPlan([.. pairs.Select(pair => pair.After)], Partitions(after, pairs.Select(pair => pair.After)));
        Common = [.. pairs.Where(pair => pair.Before.PhysicalName != Nowhere && pair.After.PhysicalName != Nowhere).Select(pair => pair.After.Name)];
    }

    /// <summary>The columns of rows of either version.</summary>
    public Schema Schema { get; }

    /// <summary>Reads the earlier version.</summary>
    public ScanPlan Before { get; }

    /// <summary>Reads the later version.</summary>
    public ScanPlan After { get; }

    /// <summary>The names of the columns that both versions have.</summary>
    public IReadOnlyList<string> Common { get; }

    private static IEnumerable<string> Partitions(DeltaSnapshot table, IEnumerable<DeltaField> fields)
    {
        var names = table.PartitionColumns.Select(name => table.TableSchema.Find(name)!.PhysicalName).ToHashSet(StringComparer.Ordinal);
        return fields.Where(field => names.Contains(field.PhysicalName)).Select(field => field.Name);
    }

    private List<(DeltaField Before, DeltaField After)> Fields(DeltaStruct before, DeltaStruct after)
    {
        var (found, left) = ColumnPairs.Of(before, after, isOneTable);
        var pairs = new List<(DeltaField, DeltaField)>();
        foreach (var (other, field) in found)
        {
            if (other is not null && Types(other.Type, field.Type) is { } types)
            {
                pairs.Add((As(other, field.Name, types.Before), As(field, field.Name, types.After)));
                continue;
            }

            pairs.Add((Missing(field.Name, field.Type), As(field, field.Name, field.Type)));
            left.AddRange(other is null ? [] : [other]);
        }

        var names = after.Fields.Select(field => field.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var field in before.Fields.Where(left.Contains))
        {
            var name = field.Name;
            while (!names.Add(name))
            {
                name += " (before)";
            }

            pairs.Add((As(field, name, field.Type), Missing(name, field.Type)));
        }

        return pairs;
    }

    private static DeltaField As(DeltaField field, string name, DeltaType type) =>
        new(name, type, true, DeltaField.NoMetadata) { PhysicalName = field.PhysicalName, FieldId = field.FieldId };

    private static DeltaField Missing(string name, DeltaType type) => new(name, type, true, DeltaField.NoMetadata) { PhysicalName = Nowhere };

    // Rule 2, and null for rule 3.
    private (DeltaType Before, DeltaType After)? Types(DeltaType before, DeltaType after)
    {
        switch (before, after)
        {
            case (DeltaStruct a, DeltaStruct b):
                var fields = Fields(a, b);
                return (new DeltaStruct([.. fields.Select(pair => pair.Before)]), new DeltaStruct([.. fields.Select(pair => pair.After)]));
            case (DeltaArray a, DeltaArray b):
                return Types(a.Element, b.Element) is var (element, other) ? (new DeltaArray(element, true), new DeltaArray(other, true)) : null;
            case (DeltaMap a, DeltaMap b):
                return Types(a.Key, b.Key) is var (key, otherKey) && Types(a.Value, b.Value) is var (value, otherValue)
                    ? (new DeltaMap(key, value, true), new DeltaMap(otherKey, otherValue, true))
                    : null;
            case (DeltaDecimal a, DeltaDecimal b):
                var scale = Math.Max(a.Scale, b.Scale);
                var precision = Math.Max(a.Precision - a.Scale, b.Precision - b.Scale) + scale;
                return precision <= 38 ? (new DeltaDecimal(precision, scale), new DeltaDecimal(precision, scale)) : null;
            default:
                return Fits(before, after) ? (after, after) : Fits(after, before) ? (before, before) : null;
        }
    }

    // Besides widening numbers: a date as a timestamp without zone (PROTOCOL.md, "Type Widening").
    private static bool Fits(DeltaType from, DeltaType to) => from.Text == to.Text || Widening.Fits(from, to) || (from.Text, to.Text) is ("date", "timestamp_ntz");
}
