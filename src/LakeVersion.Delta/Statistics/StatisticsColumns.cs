using System.Globalization;
using LakeVersion.Delta.Schemas;

namespace LakeVersion.Delta.Statistics;

/// <summary>Which columns of a table's new files have statistics: those that a property names, or the first ones. Pure.</summary>
/// <param name="Count">How many leaf columns, in the schema's order; a list or a map counts as one, though it has no statistics.</param>
/// <param name="Names">The columns by name, the fields of structs joined by dots; a struct stands for all of its fields. Null goes by the count.</param>
internal sealed record StatisticsColumns(int Count, IReadOnlySet<string>? Names)
{
    /// <summary>The property that says how many: all for -1, 32 where the property is missing or no number.</summary>
    public const string CountProperty = "delta.dataSkippingNumIndexedCols";

    /// <summary>The property that names them, divided by commas; it goes before the count.</summary>
    public const string NamesProperty = "delta.dataSkippingStatsColumns";

    private const int DefaultCount = 32;

    public static StatisticsColumns Of(IReadOnlyDictionary<string, string?> properties)
    {
        var count = int.TryParse(properties.GetValueOrDefault(CountProperty), CultureInfo.InvariantCulture, out var number) && number >= -1
            ? number == -1 ? int.MaxValue : number
            : DefaultCount;
        return new StatisticsColumns(count, properties.GetValueOrDefault(NamesProperty) is { } names ? Parse(names) : null);
    }

    /// <summary>The leaves with statistics, each as its physical names joined by NUL.</summary>
    public HashSet<string> Leaves(DeltaStruct schema)
    {
        var leaves = new HashSet<string>(StringComparer.Ordinal);
        Add(schema, "", "", Names is null, leaves);
        return leaves;
    }

    private void Add(DeltaStruct schema, string parent, string physicalParent, bool isNamed, HashSet<string> leaves)
    {
        foreach (var field in schema.Fields)
        {
            var (name, physical) = (parent + field.Name, physicalParent + field.PhysicalName);
            var named = isNamed || Names!.Contains(name);
            if (field.Type is DeltaStruct nested)
            {
                Add(nested, name + '\0', physical + '\0', named, leaves);
            }
            else if (named && (Names is not null || leaves.Count < Count))
            {
                leaves.Add(physical);
            }
        }
    }

    // Names with dots or commas of their own stand in backquotes, doubled where they are part of the name.
    private static HashSet<string> Parse(string text)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var (name, quoted) = (new System.Text.StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '`' && quoted && i + 1 < text.Length && text[i + 1] == '`')
            {
                name.Append(text[i++]);
            }
            else if (c == '`')
            {
                quoted = !quoted;
            }
            else if (c == ',' && !quoted)
            {
                names.Add(name.ToString().Trim());
                name.Clear();
            }
            else
            {
                name.Append(c == '.' && !quoted ? '\0' : c);
            }
        }

        names.Add(name.ToString().Trim());
        return names;
    }
}
