using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Delta.Editing;

/// <summary>The columns that expressions of an upsert may name: <c>source.x</c>, <c>target.x</c>, and bare names. Pure.</summary>
public static class UpsertScope
{
    private const string Source = "source";
    private const string Target = "target";

    /// <summary>The columns for a clause's expressions, for reading them as text.</summary>
    /// <param name="table">The table's columns; null for rows that the table does not have.</param>
    /// <param name="source">The source's columns; null for rows that the source does not have.</param>
    public static Schema Of(Schema? table, Schema? source) => new(
        [.. Sides(table, source).Select(side => new Field(side.Name, new StructType([.. side.Schema.FieldsList]), false)), .. Bare(table, source).Select(column => column.Field)],
        null);

    /// <summary>The rows for a clause's expressions; both sides have as many.</summary>
    internal static RecordBatch Of(RecordBatch? table, RecordBatch? source)
    {
        var length = (table ?? source)!.Length;
        IArrowArray Side(Schema schema, RecordBatch rows) => ArrowArrayFactory.BuildArray(new ArrayData(
            new StructType([.. schema.FieldsList]), length, 0, 0, [ArrowBuffer.Empty], [.. rows.Arrays.Select(array => array.Data)]));
        return new RecordBatch(
            Of(table?.Schema, source?.Schema),
            [
                .. Sides(table?.Schema, source?.Schema).Select(side => Side(side.Schema, side.Name == Source ? source! : table!)),
                .. Bare(table?.Schema, source?.Schema).Select(column => (column.IsSource ? source! : table!).Column(column.Field.Name)),
            ],
            length);
    }

    /// <summary>The table's columns that expressions read.</summary>
    internal static IEnumerable<string> TableColumns(IEnumerable<ValueExpression> expressions, Schema? source) => Named(expressions, Target)
        .Concat(expressions.SelectMany(expression => expression.Columns).Select(path => path.Names[0])
            .Where(name => name is not (Source or Target) && source?.FieldsList.Any(field => field.Name == name) != true))
        .Distinct(StringComparer.Ordinal);

    /// <summary>The source's columns that expressions read.</summary>
    internal static IEnumerable<string> SourceColumns(IEnumerable<ValueExpression> expressions) => Named(expressions, Source)
        .Concat(expressions.SelectMany(expression => expression.Columns).Select(path => path.Names[0]).Where(name => name is not (Source or Target)));

    private static IEnumerable<string> Named(IEnumerable<ValueExpression> expressions, string side) => expressions
        .SelectMany(expression => expression.Columns)
        .Where(path => path.Names.Count > 1 && path.Names[0] == side)
        .Select(path => path.Names[1]);

    private static IEnumerable<(string Name, Schema Schema)> Sides(Schema? table, Schema? source)
    {
        if (table is not null)
        {
            yield return (Target, table);
        }

        if (source is not null)
        {
            yield return (Source, source);
        }
    }

    // The source's column goes before the table's of the same name.
    private static IEnumerable<(Field Field, bool IsSource)> Bare(Schema? table, Schema? source) =>
        (source?.FieldsList.Select(field => (Field: field, IsSource: true)) ?? [])
            .Concat(table?.FieldsList.Select(field => (Field: field, IsSource: false)) ?? [])
            .Where(column => column.Field.Name is not (Source or Target))
            .DistinctBy(column => column.Field.Name, StringComparer.Ordinal);
}
