using Apache.Arrow;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Rows.Kernels;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Rules;

/// <summary>What the rows of a table keep to, for one write: what is missing is filled in, and what breaks a rule is counted. Mutable.</summary>
/// <remarks>
/// In order, for each batch: (1) columns that the rows lack get their default, (2) the next identity values, (3) what generates them;
/// (4) nulls are refused where none may be; (5) generated columns that the rows have, (6) constraints and (7) invariants are tested.
/// A test that is null is not passed.
/// </remarks>
internal sealed class RowRules
{
    private readonly DeltaStruct schema;
    private readonly Dictionary<string, ValueExpression> defaults = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IdentityColumn> identities = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (ValueExpression Value, RowTest Test)> generated = new(StringComparer.Ordinal);
    private readonly List<RowTest> tests = [];

    private RowRules(DeltaStruct schema) => this.schema = schema;

    /// <summary>True once a row has broken a rule: <see cref="Finish"/> will throw.</summary>
    public bool AreBroken => tests.Exists(test => test.Fault is not null) || generated.Values.Any(column => column.Test.Fault is not null);

    /// <summary>The rules of a table.</summary>
    /// <param name="schema">Its columns.</param>
    /// <param name="metadata">Its properties.</param>
    /// <param name="now">The time of the write.</param>
    /// <param name="faults">What a rule that cannot be kept to is.</param>
    /// <exception cref="LakeException">As the faults say: the message names rule, feature and expression.</exception>
    public static RowRules Of(DeltaStruct schema, MetadataAction metadata, DateTimeOffset now, RuleFaults faults)
    {
        var rules = new RowRules(schema);
        var columns = ArrowSchemas.ToArrow(schema);
        foreach (var field in schema.Fields)
        {
            rules.AddColumn(field, columns, now, faults);
        }

        foreach (var (key, value) in metadata.Configuration.Where(pair => pair.Key.StartsWith(RuleKeys.Constraint, StringComparison.Ordinal)))
        {
            rules.tests.Add(Constraint(key[RuleKeys.Constraint.Length..], value ?? "", columns, faults));
        }

        foreach (var (path, field) in SchemaRules.Fields(schema, ""))
        {
            rules.AddInvariant(path, field, columns, faults);
        }

        return rules;
    }

    /// <summary>No rules but the columns' types, and where no null may be.</summary>
    public static RowRules None(DeltaStruct schema) => new(schema);

    /// <summary>A constraint as a test.</summary>
    /// <exception cref="LakeException">As the faults say.</exception>
    public static RowTest Constraint(string name, string text, Schema columns, RuleFaults faults) => new(
        $"the constraint '{name}' ({text})",
        "Nothing was written.",
        RuleExpression.Test(text, columns, $"the constraint '{name}'", "checkConstraints", faults));

    /// <summary>Rows in the table's columns, types and order, filled in and tested.</summary>
    /// <exception cref="LakeException">Invalid: a null where none may be, or a value that does not fit.</exception>
    public RecordBatch Fit(RecordBatch batch, int offset, int length)
    {
        var rows = Complete(batch, offset, length);
        NullCheck.Run(rows, offset, schema);
        foreach (var test in generated.Where(column => batch.Schema.GetFieldIndex(column.Key) >= 0).Select(column => column.Value.Test).Concat(tests))
        {
            test.Run(rows);
        }

        return rows;
    }

    /// <summary>Rows in the table's columns, types and order, with what they lack filled in.</summary>
    /// <exception cref="LakeException">Invalid: a value that does not fit, or cannot be computed.</exception>
    public RecordBatch Complete(RecordBatch batch, int offset, int length)
    {
        var rows = RowShape.Adapt(batch, offset, length, schema);
        rows = Fill(rows, field => batch.Schema.GetFieldIndex(field.Name) >= 0 ? null
            : defaults.TryGetValue(field.Name, out var value) ? Compute(value, rows, field)
            : identities.TryGetValue(field.Name, out var identity) ? identity.Take(length) : null);
        var filled = rows;
        return Fill(rows, field => batch.Schema.GetFieldIndex(field.Name) < 0 && generated.TryGetValue(field.Name, out var column)
            ? Compute(column.Value, filled, field)
            : null);
    }

    /// <summary>Ends the write.</summary>
    /// <exception cref="LakeException">Invalid: rows broke rules; which, how many, and a sample of each.</exception>
    public void Finish()
    {
        List<string> faults = [.. generated.Values.Select(column => column.Test).Concat(tests).Select(test => test.Fault).OfType<string>()];
        if (faults.Count > 0)
        {
            throw LakeException.Invalid(string.Join('\n', faults));
        }
    }

    /// <summary>The definition with the marks of identity values that this write gave; the same where it gave none.</summary>
    public TableDefinition Marked(TableDefinition table)
    {
        var marks = identities.Where(pair => pair.Value.HasMoved).ToDictionary(pair => pair.Key, pair => pair.Value.Mark!.Value, StringComparer.Ordinal);
        if (marks.Count == 0)
        {
            return table;
        }

        var moved = IdentityMarks.With(table.Schema, marks);
        return table with { Schema = moved, Metadata = table.Metadata with { SchemaString = SchemaWriter.Write(moved) } };
    }

    private void AddColumn(DeltaField field, Schema columns, DateTimeOffset now, RuleFaults faults)
    {
        var type = columns.GetFieldByName(field.Name).DataType;
        var (generation, fallback, isIdentity) = (RuleKeys.Text(field, RuleKeys.Generation), RuleKeys.Text(field, RuleKeys.Default), RuleKeys.IsIdentity(field));
        if ((generation is null ? 0 : 1) + (fallback is null ? 0 : 1) + (isIdentity ? 1 : 0) > 1)
        {
            throw faults.Rule($"column '{field.Name}'", "generatedColumns", "it is more than one of generated, identity and with a default.");
        }

        if (fallback is not null)
        {
            defaults[field.Name] = RuleExpression.Default(fallback, type, now, $"a default of column '{field.Name}'", faults);
        }

        if (isIdentity)
        {
            identities[field.Name] = IdentityColumn.Of(field, field.Name, faults);
        }

        if (generation is not null)
        {
            generated[field.Name] = Generated(field, generation, columns, faults);
        }
    }

    // What generates a column does not read generated ones, so the order counts nothing.
    private (ValueExpression Value, RowTest Test) Generated(DeltaField field, string text, Schema columns, RuleFaults faults)
    {
        var rule = $"the generated column '{field.Name}'";
        var value = RuleExpression.Value(text, columns, columns.GetFieldByName(field.Name).DataType, rule, "generatedColumns", faults);
        if (value.Columns.FirstOrDefault(column => schema.Find(column.Names[0])?.Metadata.ContainsKey(RuleKeys.Generation) == true) is { } other)
        {
            throw faults.Rule(rule, "generatedColumns", $"its expression ({text}) reads column {other}, which is generated itself.");
        }

        var test = new CallValue("<=>", new ColumnValue(ColumnPath.Of(field.Name)), value);
        return (value, new RowTest($"{rule} ({text})", "Leave the column out, and it is computed. Nothing was written.", test));
    }

    private void AddInvariant(string path, DeltaField field, Schema columns, RuleFaults faults)
    {
        if (schema.Find(path) is null && (RuleKeys.IsFilled(field) || (field.Metadata.ContainsKey(RuleKeys.Invariant) && IsWithinList(path))))
        {
            throw faults.Rule($"column '{path}'", RuleKeys.IsFilled(field) ? "generatedColumns" : "invariants", "rules of such inner fields are not kept to by this version.");
        }

        if (RuleKeys.Text(field, RuleKeys.Invariant) is { } json)
        {
            var text = RuleExpression.Invariant(json) ?? throw faults.Rule($"column '{path}'", "invariants", $"its invariant has an unknown form: {json}");
            var test = RuleExpression.Test(text, columns, $"an invariant of column '{path}'", "invariants", faults);
            tests.Add(new RowTest($"the invariant of column '{path}' ({text})", "Nothing was written.", test));
        }
    }

    private bool IsWithinList(string path)
    {
        DeltaType type = schema;
        foreach (var name in path.Split('.'))
        {
            if (type is not DeltaStruct fields || fields.Find(name) is not { } field)
            {
                return true;
            }

            type = field.Type;
        }

        return false;
    }

    private static RecordBatch Fill(RecordBatch rows, Func<DeltaField, IArrowArray?> fill, DeltaStruct schema)
    {
        var columns = schema.Fields.Select((field, i) => fill(field) ?? rows.Column(i)).ToList();
        return new RecordBatch(rows.Schema, columns, rows.Length);
    }

    private RecordBatch Fill(RecordBatch rows, Func<DeltaField, IArrowArray?> fill) => Fill(rows, fill, schema);

    private static IArrowArray Compute(ValueExpression value, RecordBatch rows, DeltaField field)
    {
        try
        {
            var column = ValueEvaluator.Evaluate(value, rows);
            return column is NullArray ? NullColumn.Of(ArrowSchemas.ToArrow(field.Type), rows.Length) : column;
        }
        catch (LakeException fault) when (fault.Kind == LakeErrorKind.Invalid)
        {
            throw LakeException.Invalid($"Column '{field.Name}' cannot be computed ({value}). {fault.Message}", fault);
        }
    }
}
