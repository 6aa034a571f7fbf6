using System.Text;
using System.Text.Json;
using LakeVersion.Delta.Merging;
using LakeVersion.Delta.Rules;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Altering;

/// <summary>Finds what else in a table counts on a column by its name, so that the column cannot simply go. Pure.</summary>
/// <remarks>Expressions are not parsed: every word of them that is the name counts, whatever its casing, texts in quotes apart. So it
/// errs on the side of refusing.</remarks>
internal static class ColumnUse
{
    private const string ConstraintPrefix = "delta.constraints.";
    private const string ClusteringDomain = "delta.clustering";

    /// <summary>Refuses where an expression of the table mentions the column, or its key does.</summary>
    /// <exception cref="LakeException">Refused: the message names what uses it.</exception>
    public static void CheckExpressions(DeltaSnapshot table, IReadOnlyList<DeltaField> path)
    {
        var user = table.Properties
            .Where(property => property.Key.StartsWith(ConstraintPrefix, StringComparison.Ordinal) && Mentions(property.Value ?? "", path[^1].Name))
            .Select(property => $"the constraint '{property.Key[ConstraintPrefix.Length..]}' ({property.Value})")
            .Concat(SchemaRules.Fields(table.TableSchema, "")
                .SelectMany(field => Expressions(field.Field).Where(text => Mentions(text, path[^1].Name)).Select(text => $"column '{field.Path}' ({text})")))
            .Concat(table.Properties
                .Where(property => property.Key == "delta.dataSkippingStatsColumns" && Mentions(property.Value ?? "", path[^1].Name))
                .Select(property => $"the property '{property.Key}' ({property.Value})"))
            .Concat(path.Count == 1 && TableKey.Of(table.Properties)?.Contains(path[0].Name) == true ? [$"the key (property '{TableKey.Property}')"] : [])
            .FirstOrDefault();
        if (user is not null)
        {
            throw Used(table, path, user);
        }
    }

    /// <summary>Refuses where files are divided or clustered by the column, or by a field of it.</summary>
    /// <exception cref="LakeException">Refused: the message says by what.</exception>
    public static void CheckLayout(DeltaSnapshot table, IReadOnlyList<DeltaField> path)
    {
        if (path.Count == 1 && table.PartitionColumns.Contains(path[0].Name))
        {
            throw Used(table, path, "the partitioning");
        }

        var physical = path.Select(field => field.PhysicalName).ToList();
        if (ClusteringColumns(table).Any(column => column.Count >= physical.Count && column.Take(physical.Count).SequenceEqual(physical, StringComparer.Ordinal)))
        {
            throw Used(table, path, "the clustering");
        }
    }

    /// <summary>The columns by which files are clustered, by their physical names; none where they are not.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> ClusteringColumns(DeltaSnapshot table)
    {
        if (!table.Domains.TryGetValue(ClusteringDomain, out var domain) || domain.Removed)
        {
            return [];
        }

        var root = DomainText.Parse(domain);
        return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("clusteringColumns", out var columns)
            && columns.ValueKind == JsonValueKind.Array
            ? [.. columns.EnumerateArray().Select(IReadOnlyList<string> (column) => column.ValueKind == JsonValueKind.Array
                ? [.. column.EnumerateArray().Select(name => name.ToString())]
                : [column.ToString()])]
            : [];
    }

    /// <summary>True where a word of the expression, or a name in back-quotes, is the name.</summary>
    public static bool Mentions(string expression, string name)
    {
        for (var at = 0; at < expression.Length;)
        {
            var c = expression[at];
            var word = c is '\'' or '"' or '`' ? Quoted(expression, ref at)
                : char.IsLetterOrDigit(c) || c == '_' ? Word(expression, ref at)
                : null;
            if (word is null)
            {
                at++;
            }
            else if (c is not ('\'' or '"') && word.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static string Word(string text, ref int at)
    {
        var begin = at;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_'))
        {
            at++;
        }

        return text[begin..at];
    }

    // A doubled quote stands for itself; texts may escape it by a backslash too.
    private static string Quoted(string text, ref int at)
    {
        var quote = text[at++];
        var word = new StringBuilder();
        for (; at < text.Length; at++)
        {
            if (text[at] == '\\' && quote != '`' && at + 1 < text.Length)
            {
                at++;
            }
            else if (text[at] == quote && !(at + 1 < text.Length && text[at + 1] == quote && ++at > 0))
            {
                at++;
                return word.ToString();
            }

            word.Append(text[at]);
        }

        return word.ToString();
    }

    /// <summary>The expressions of a column's own rules. An invariant of an unusual form counts with all its texts.</summary>
    public static IEnumerable<string> Expressions(DeltaField field) => new[] { RuleKeys.Generation, RuleKeys.Invariant }
        .Select(key => RuleKeys.Text(field, key))
        .OfType<string>()
        .Select(text => text.StartsWith('{') ? RuleExpression.Invariant(text) ?? text.Replace('"', ' ') : text);

    private static LakeException Used(DeltaSnapshot table, IReadOnlyList<DeltaField> path, string user) => LakeException.Refused(
        $"Column '{string.Join('.', path.Select(field => field.Name))}' of {table.Folder.Name} is used by {user}. Drop or change that first.");
}
