using Apache.Arrow;
using LakeVersion.Delta.Editing;
using LakeVersion.Rows.Expressions;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Tables.Model;

/// <summary>Brings rows in by their id, by clauses of every kind.</summary>
internal static class UpsertStep
{
    public static async Task ApplyAsync(ModelRun run, ModelStep step, Schema schema)
    {
        var now = run.Now;
        var kind = step.One % 6;
        List<ModelRow> rows = [.. step.Rows.Select(seed => run.NewRow(seed, now.Columns))];

        // One row a key; keys of null are equal to none.
        List<ModelRow> source = [.. rows.Where((row, i) => row.Id is null || rows.FindIndex(other => other.Id == row.Id) == i)];
        var byId = source.Where(row => row.Id is not null).ToDictionary(row => row.Id!.Value);
        var known = now.Rows.Select(row => row.Id).ToHashSet();
        List<ModelRow> inserted = [.. source.Where(row => row.Id is null || !known.Contains(row.Id)).Select(row => Inserted(row, kind)).OfType<ModelRow>()];
        var half = source.Count / 2;
        var stream = source.Count == 0 ? Stream() : Stream(ModelRun.Batch(now.Columns, source[..half]), ModelRun.Batch(now.Columns, source[half..]));
        var result = await run.Table.UpsertAsync(stream, [now[ModelColumn.Id].Name], Options(now, step, schema));
        EditSteps.Add(run, result, row => After(row, row.Id is { } id ? byId.GetValueOrDefault(id) : null, kind, step.Two), inserted);
    }

    private static UpsertOptions Options(ModelVersion now, ModelStep step, Schema schema)
    {
        var (id, text, part) = (now[ModelColumn.Id].Name, now[ModelColumn.Text].Name, now[ModelColumn.Part].Name);
        ValueExpression When(string expression) => ValueText.Parse(expression, UpsertScope.Of(schema, schema));
        Dictionary<string, ValueExpression> Set(string column, string expression) => new() { [column] = When(expression) };
        return (step.One % 6) switch
        {
            1 => new UpsertOptions { Matched = [UpsertClause.Delete(When($"source.{text} = 'n1'")), UpsertClause.Update(When($"target.{part} is not null"))] },
            2 => new UpsertOptions { Matched = [] },
            3 => new UpsertOptions { NotMatched = [], NotMatchedBySource = [UpsertClause.Delete(When($"target.{id} > {step.Two}")), UpsertClause.Update(values: Set(text, "'gone'"))] },
            4 => new UpsertOptions
            {
                Matched = [UpsertClause.Update(values: Set(text, $"concat(target.{text}, source.{text})"))],
                NotMatched = [UpsertClause.Insert(When($"source.{part} is null"), Set(id, $"source.{id}"))],
            },
            5 => new UpsertOptions { Matched = [UpsertClause.Delete()], NotMatchedBySource = [UpsertClause.Update(When($"target.{part} = 'p2'"), Set(part, "'p1'"))] },
            _ => new UpsertOptions(),
        };
    }

    private static ModelRow? Inserted(ModelRow row, int kind) => kind switch
    {
        3 => null,
        4 => row[ModelColumn.Part] is null ? row with { Cells = row.Cells.RemoveRange(row.Cells.Keys.Where(key => key != ModelColumn.Id)) } : null,
        _ => row,
    };

    private static (bool IsTouched, ModelRow? After) After(ModelRow row, ModelRow? source, int kind, int limit) => (kind, source) switch
    {
        (1, { } own) when own[ModelColumn.Text] == "n1" => (true, null),
        (1, { } own) => (row[ModelColumn.Part] is not null, row with { Cells = own.Cells }),
        (0, { } own) => (true, row with { Cells = own.Cells }),
        (3, null) => (true, row.Id > limit ? null : row.With(ModelColumn.Text, "gone")),
        (3, { } own) => (true, row with { Cells = own.Cells }),
        (4, { } own) => (true, row.With(ModelColumn.Text, row[ModelColumn.Text] is { } a && own[ModelColumn.Text] is { } b ? a + b : null)),
        (5, { }) => (true, null),
        (5, null) => (row[ModelColumn.Part] == "p2", row.With(ModelColumn.Part, "p1")),
        _ => (false, row),
    };
}
