using Apache.Arrow;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Rows.Expressions;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Tables.Model;

/// <summary>Steps that delete and update rows where they are.</summary>
internal static class EditSteps
{
    public static async Task ApplyAsync(ModelRun run, ModelStep step)
    {
        var now = run.Now;
        var schema = Schema([.. now.Columns.Select(column => (column.Name, column.ArrowType))]);
        if (step.Kind == "upsert")
        {
            await UpsertStep.ApplyAsync(run, step, schema);
            return;
        }

        var (passing, passes) = Test(now, step);
        if (step.Kind == "delete")
        {
            Add(run, await run.Table.DeleteAsync(passing), row => (passes(row), null), []);
            return;
        }

        var (values, renew) = Values(now, step, schema);
        Add(run, await run.Table.UpdateAsync(passing, values), row => passes(row) ? (true, renew(row)) : (false, row), []);
    }

    /// <summary>Takes an edit into the model: what becomes of each row, and those that come.</summary>
    public static void Add(ModelRun run, CommitResult result, Func<ModelRow, (bool IsTouched, ModelRow? After)> judge, IReadOnlyList<ModelRow> inserted)
    {
        var (rows, changes) = (new List<ModelRow>(), new List<ModelChange>());
        foreach (var row in run.Now.Rows)
        {
            var (isTouched, after) = judge(row);
            if (!isTouched)
            {
                rows.Add(row);
            }
            else if (after is null)
            {
                changes.Add(new ModelChange("delete", row));
            }
            else
            {
                rows.Add(after);
                changes.AddRange([new ModelChange("update_preimage", row), new ModelChange("update_postimage", after)]);
            }
        }

        changes.AddRange(inserted.Select(row => new ModelChange("insert", row)));
        run.Add(result, run.Now with { Rows = [.. rows, .. inserted], Changes = changes }, isUnchanged: changes.Count == 0);
    }

    private static (Predicate? Passing, Func<ModelRow, bool> Passes) Test(ModelVersion now, ModelStep step)
    {
        var (least, most) = ((step.One % 22) - 1, (step.One % 22) - 1 + (step.Two % 12));
        var (id, part) = (ColumnPath.Of(now[ModelColumn.Id].Name), ColumnPath.Of(now[ModelColumn.Part].Name));
        return (step.One % 8) switch
        {
            0 => (part.IsNull(), row => row[ModelColumn.Part] is null),
            1 => (part.EqualTo("p1"), row => row[ModelColumn.Part] == "p1"),
            2 => (part.EqualTo("p2") | id.AtLeast(most), row => row[ModelColumn.Part] == "p2" || row.Id >= most),
            3 when step.Two % 5 == 0 => (null, _ => true),
            4 => (!id.Between(least, most), row => row.Id is { } own && !(own >= least && own <= most)),
            _ => (id.Between(least, most), row => row.Id >= least && row.Id <= most),
        };
    }

    private static (Dictionary<string, ValueExpression> Values, Func<ModelRow, ModelRow> Renew) Values(ModelVersion now, ModelStep step, Schema schema)
    {
        var (text, part) = (now[ModelColumn.Text].Name, now[ModelColumn.Part].Name);
        var values = new Dictionary<string, ValueExpression> { [text] = ValueText.Parse($"concat('u{step.Two}-', {part})", schema) };
        Func<ModelRow, ModelRow> renew = row => row.With(ModelColumn.Text, row[ModelColumn.Part] is { } own ? $"u{step.Two}-{own}" : null);
        if (step.Two % 2 == 0)
        {
            values[part] = ValueText.Parse($"case when {part} = 'p1' then 'p2' else {part} end", schema);
            renew = Then(renew, row => row[ModelColumn.Part] == "p1" ? row.With(ModelColumn.Part, "p2") : row);
        }

        foreach (var extra in now.Columns.Where(column => column.Key > ModelColumn.Part).Take(step.Two % 3))
        {
            values[extra.Name] = ValueText.Parse($"{extra.Name} + 1", schema);
            renew = Then(renew, row => row.With(extra.Key, row.Whole(extra.Key) is { } number ? $"{number + 1}" : null));
        }

        return (values, renew);
    }

    private static Func<ModelRow, ModelRow> Then(Func<ModelRow, ModelRow> first, Func<ModelRow, ModelRow> second) => row => second(first(row));
}
