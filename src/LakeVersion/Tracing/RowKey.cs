using System.Globalization;
using Apache.Arrow;
using LakeVersion.Delta.Merging;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Tracing;

/// <summary>What tells a row from all others: values of key columns, which are known by their stored names, so that new names do not matter.</summary>
internal sealed class RowKey
{
    private readonly IReadOnlyList<(string Stored, string Value)> parts;

    private RowKey(IReadOnlyList<(string Stored, string Value)> parts) => this.parts = parts;

    /// <param name="table">The table at the revision where the search begins.</param>
    /// <param name="path">The table's path, for messages.</param>
    /// <param name="values">The values as text, one a key column.</param>
    /// <param name="keyColumns">The columns; null takes the table's declared key.</param>
    /// <exception cref="LakeException">Invalid: no key is declared, an unknown column, or values that do not fit.</exception>
    public static RowKey Of(DeltaSnapshot table, string path, IReadOnlyList<string> values, IReadOnlyList<string>? keyColumns)
    {
        keyColumns ??= TableKey.Of(table.Properties) ?? throw LakeException.Invalid(
            $"Table '{path}' has no declared key, so no row of it can be named. Name the columns of the key (lv: --key-columns), or declare it once with: lv table key {path} COLUMN");
        if (keyColumns.Count != values.Count)
        {
            throw LakeException.Invalid(
                $"The key of '{path}' has {keyColumns.Count} column{(keyColumns.Count == 1 ? "" : "s")} ({string.Join(", ", keyColumns)}), but {values.Count} value{(values.Count == 1 ? " was" : "s were")} given. Give one value a column.");
        }

        var columns = TableColumn.Of(table);
        var parts = keyColumns.Zip(values, (name, value) => (Find(columns, name, path).StoredName, value)).ToList();
        var key = new RowKey(parts);
        key.In(columns, table.Schema);
        return key;
    }

    /// <summary>The test that the row passes; null where a column of the key is not there.</summary>
    /// <exception cref="LakeException">Invalid: a value is none of its column's type.</exception>
    public Predicate? In(IReadOnlyList<TableColumn> columns, Schema schema)
    {
        var terms = new List<Predicate>();
        foreach (var (stored, value) in parts)
        {
            if (columns.FirstOrDefault(column => column.StoredName == stored) is not { } column)
            {
                return null;
            }

            terms.Add(Equal(schema.GetFieldByName(column.Name), value, schema));
        }

        return Predicate.All(terms);
    }

    private static Predicate Equal(Field field, string value, Schema schema)
    {
        var column = ColumnPath.Of(field.Name);
        return ColumnScalars.KindOf(field.DataType) switch
        {
            ScalarKind.Text => column.EqualTo(Scalar.Of(value)),
            ScalarKind.Whole when long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => column.EqualTo(whole),
            ScalarKind.Floating when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => column.EqualTo(number),
            ScalarKind.Boolean when bool.TryParse(value, out var truth) => column.EqualTo(truth),
            ScalarKind.Exact when decimal.TryParse(value, NumberStyles.Number & ~NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var exact) => column.EqualTo(exact),
            ScalarKind.Date or ScalarKind.Timestamp => PredicateText.Parse($"{column} = '{value.Replace("'", "''", StringComparison.Ordinal)}'", schema),
            _ => throw LakeException.Invalid($"'{value}' is no value of the key's column '{field.Name}', which is of the type {Rows.Cells.TypeText.Of(field.DataType)}."),
        };
    }

    private static TableColumn Find(IReadOnlyList<TableColumn> columns, string name, string path) =>
        columns.FirstOrDefault(column => column.Name == name)
        ?? columns.FirstOrDefault(column => string.Equals(column.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw LakeException.Invalid($"Table '{path}' has no column '{name}'.{NearNames.Hint(name, columns.Select(column => column.Name))}");
}
