using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Rules;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Expressions;
using LakeVersion.Rows.Kernels;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Editing;

/// <summary>New values of a table's columns, checked against the columns that they are computed from. Immutable.</summary>
internal sealed class Assignments
{
    private readonly IReadOnlyDictionary<string, ValueExpression> values;
    private readonly DeltaSnapshot table;

    /// <param name="values">What each column becomes; columns by their exact names.</param>
    /// <param name="table">The table.</param>
    /// <param name="scope">The columns that expressions may name.</param>
    /// <exception cref="LakeException">Invalid: a column that does not exist, is computed by the table, or is of another type.</exception>
    public Assignments(IReadOnlyDictionary<string, ValueExpression> values, DeltaSnapshot table, Schema scope)
    {
        (this.values, this.table) = (values, table);
        foreach (var (name, value) in values)
        {
            var column = table.TableSchema.Find(name) ?? throw LakeException.Invalid(
                $"{table.Folder.Name} has no column '{name}' to set." + NearNames.Hint(name, table.TableSchema.Fields.Select(field => field.Name)));
            if (TableColumns.IsComputed(column))
            {
                throw LakeException.Invalid($"Column '{name}' of {table.Folder.Name} is computed by the table and cannot be set. Set the columns that it is computed from.");
            }

            if (RuleKeys.IsGivenAlways(column))
            {
                throw LakeException.Invalid($"Column '{name}' of {table.Folder.Name} is an identity, whose values only the table gives, and cannot be set.");
            }

            CheckType(column, ValueEvaluator.TypeOf(value, scope), value);
        }
    }

    /// <summary>The values as text, in the order of the columns' names.</summary>
    public string Text => string.Join(", ", values.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{ColumnPath.Of(pair.Key)} = {pair.Value}"));

    /// <summary>Rows with their new values. Columns that the table computes are left out, so that they are computed anew.</summary>
    /// <param name="old">The rows, with columns of the table.</param>
    /// <param name="scope">The columns that expressions name, for the same rows.</param>
    /// <exception cref="LakeException">Invalid: a value cannot be computed, or does not fit its column.</exception>
    public RecordBatch Apply(RecordBatch old, RecordBatch scope)
    {
        var (fields, columns) = (new List<Field>(), new List<IArrowArray>());
        foreach (var column in table.TableSchema.Fields.Where(column => !TableColumns.IsComputed(column)))
        {
            var index = old.Schema.GetFieldIndex(column.Name);
            if (values.TryGetValue(column.Name, out var value))
            {
                columns.Add(ArrayCast.To(ValueEvaluator.Evaluate(value, scope), ArrowSchemas.ToArrow(column.Type), column.Name));
            }
            else if (index >= 0)
            {
                columns.Add(old.Column(index));
            }
            else
            {
                continue;
            }

            fields.Add(ArrowSchemas.ToArrow(column));
        }

        return new RecordBatch(new Schema(fields, null), columns, old.Length);
    }

    // A cast that exists may still fail for a value; one that does not is refused before any row is read.
    private static void CheckType(DeltaField column, IArrowType type, ValueExpression value)
    {
        try
        {
            ArrayCast.To(NullColumn.Of(type, 0), ArrowSchemas.ToArrow(column.Type), column.Name);
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Unsupported)
        {
            throw LakeException.Invalid($"Column '{column.Name}' has the type {column.Type.Text}, and {value} is of another that does not fit: {e.Message} Use cast(… as …).");
        }
    }
}
