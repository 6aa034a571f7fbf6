using System.Globalization;
using Apache.Arrow;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Rules;

/// <summary>Columns whose values a table gives, for the schema of a new one.</summary>
/// <remarks>Expressions are those of <see cref="ValueText"/>, and kept as Spark keeps them.</remarks>
public static class ColumnRules
{
    /// <summary>A column that is computed from others of the row. Rows may leave it out; where they have it, it must be equal.</summary>
    /// <param name="column">The column.</param>
    /// <param name="expression">What computes it; it does not read generated columns.</param>
    public static Field Generated(Field column, string expression) => With(column, (RuleKeys.Generation, expression));

    /// <summary>A column that has a value where rows leave it out.</summary>
    /// <param name="column">The column.</param>
    /// <param name="expression">The value, which reads no columns; <c>current_timestamp()</c> and <c>current_date()</c> are the time of the write, in UTC.</param>
    public static Field WithDefault(Field column, string expression) => With(column, (RuleKeys.Default, expression));

    /// <summary>A column of whole numbers of which the table gives each once, ascending or descending, perhaps with gaps.</summary>
    /// <param name="column">The column, a long.</param>
    /// <param name="start">The first value.</param>
    /// <param name="step">From one to the next; not 0.</param>
    /// <param name="allowExplicit">True where rows may bring values of their own; these are not looked at when values are given.</param>
    public static Field Identity(Field column, long start = 1, long step = 1, bool allowExplicit = false) => With(
        column,
        (RuleKeys.IdentityStart, start.ToString(CultureInfo.InvariantCulture)),
        (RuleKeys.IdentityStep, step.ToString(CultureInfo.InvariantCulture)),
        (RuleKeys.IdentityExplicit, allowExplicit ? "true" : "false"));

    /// <summary>The columns that a table computes: an update leaves them out of the rows that it writes, and they are computed anew.</summary>
    public static IReadOnlyList<string> GeneratedOf(DeltaSnapshot table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return [.. table.TableSchema.Fields.Where(field => field.Metadata.ContainsKey(RuleKeys.Generation)).Select(field => field.Name)];
    }

    /// <summary>Refuses to update a column whose values the table gives.</summary>
    /// <exception cref="LakeException">Invalid: it is generated, or an identity.</exception>
    public static void CheckUpdatable(DeltaSnapshot table, string column)
    {
        ArgumentNullException.ThrowIfNull(table);
        var field = table.TableSchema.Find(column);
        if (field is not null && RuleKeys.Text(field, RuleKeys.Generation) is { } expression)
        {
            throw LakeException.Invalid($"Column '{column}' of {table.Folder.Name} is generated ({expression}) and cannot be updated. Update the columns that it is computed from.");
        }

        if (field is not null && RuleKeys.IsIdentity(field))
        {
            throw LakeException.Invalid($"Column '{column}' of {table.Folder.Name} is an identity, whose values the table gives, and cannot be updated.");
        }
    }

    /// <summary>True for a column that the table fills in where rows lack it: generated, an identity, or with a default.</summary>
    /// <param name="column">A column of <see cref="DeltaSnapshot.Schema"/>.</param>
    public static bool IsFilled(Field column)
    {
        ArgumentNullException.ThrowIfNull(column);
        return column.Metadata?.Keys.Any(key => key is RuleKeys.Generation or RuleKeys.Default or RuleKeys.IdentityStart) == true;
    }

    private static Field With(Field column, params (string Key, string Value)[] pairs)
    {
        ArgumentNullException.ThrowIfNull(column);
        var metadata = column.Metadata is null ? new Dictionary<string, string>() : new Dictionary<string, string>(column.Metadata);
        foreach (var (key, value) in pairs)
        {
            metadata[key] = value;
        }

        return new Field(column.Name, column.DataType, column.IsNullable, metadata);
    }
}
