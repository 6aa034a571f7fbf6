using System.Globalization;
using Apache.Arrow;
using LakeVersion.Rows.Cells;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Rules;

/// <summary>One test that every row must pass, and the rows that did not. Mutable.</summary>
/// <param name="rule">What rows break, such as <c>break the constraint 'positive' (x &gt; 0)</c>.</param>
/// <param name="remedy">What to do; a sentence.</param>
/// <param name="expression">The test: false and null are no pass.</param>
internal sealed class RowTest(string rule, string remedy, ValueExpression expression)
{
    private long count;
    private string sample = "";

    /// <summary>The columns that the test reads.</summary>
    public IReadOnlyList<ColumnPath> Columns => expression.Columns;

    /// <summary>What was found; null where all rows passed.</summary>
    public string? Fault => count == 0 ? null : string.Create(
        CultureInfo.InvariantCulture, $"{(count == 1 ? "1 row does" : $"{count} rows do")} not keep to {rule}; the first has {sample}. {remedy}");

    /// <summary>Looks at rows.</summary>
    /// <exception cref="LakeException">Invalid: the test cannot be computed for a row; the message names the rule.</exception>
    public void Run(RecordBatch rows)
    {
        var passes = (BooleanArray)Compute(rows);
        for (var row = 0; row < passes.Length; row++)
        {
            if (passes.GetValue(row) == true)
            {
                continue;
            }

            if (count++ == 0)
            {
                sample = string.Join(", ", Columns.Select(column => $"{column} = {Cell(rows, column, row)}"));
            }
        }
    }

    private IArrowArray Compute(RecordBatch rows)
    {
        try
        {
            return ValueEvaluator.Evaluate(expression, rows);
        }
        catch (LakeException fault) when (fault.Kind == LakeErrorKind.Invalid)
        {
            throw LakeException.Invalid($"Rows cannot be tested for {rule}. {fault.Message}", fault);
        }
    }

    private static string Cell(RecordBatch rows, ColumnPath column, int row) =>
        CellText.Of(ValueEvaluator.Evaluate(new ColumnValue(column), rows), row) ?? "null";
}
