using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Tables.Model;

/// <summary>Steps that write whole rows.</summary>
internal static class WriteSteps
{
    public static async Task ApplyAsync(ModelRun run, ModelStep step)
    {
        var now = run.Now;
        var columns = step.Kind is "append" or "overwrite" && step.One % 4 == 0 && step.Rows.Count > 0 && !now.Has(DefinitionSteps.Name(step))
            ? [.. now.Columns, run.NewColumn(DefinitionSteps.Name(step), step.Two % 2 == 0)]
            : now.Columns;
        List<ModelRow> rows = [.. step.Rows.Select(seed => run.NewRow(seed, columns))];
        List<ModelColumn> written = [.. columns];
        if (step.Two % 3 == 0)
        {
            written.Reverse();
        }

        var half = rows.Count / 2;
        var (first, second) = (ModelRun.Batch(written, rows[..half]), ModelRun.Batch(written, rows[half..]));
        var merges = columns.Count > now.Columns.Count;
        switch (step.Kind)
        {
            case "append":
                run.Add(
                    await run.Table.AppendAsync(rows.Count == 0 ? Stream() : Stream(first, second), new AppendOptions { MergeSchema = merges }),
                    now with { Columns = columns, Rows = [.. now.Rows, .. rows], Changes = Inserts(rows) });
                break;
            case "overwrite":
                run.Add(
                    await run.Table.OverwriteAsync(rows.Count == 0 ? Stream() : Stream(first, second), new OverwriteOptions { MergeSchema = merges }),
                    now with { Columns = columns, Rows = rows, Changes = [.. Deletes(now.Rows), .. Inserts(rows)] });
                break;
            case "replace":
                var (least, most) = (step.One % 20, (step.One % 20) + (step.Two % 10));
                rows.RemoveAll(row => !(row.Id >= least && row.Id <= most));
                var passing = ColumnPath.Of(now[ModelColumn.Id].Name).Between(least, most);
                await ReplaceAsync(run, new OverwriteOptions { ReplaceWhere = passing }, written, rows, row => row.Id >= least && row.Id <= most);
                break;
            case "dynamic" when run.IsPartitioned:
                await ReplaceAsync(run, new OverwriteOptions { DynamicPartitions = true }, written, rows, row => rows.Exists(other => other[ModelColumn.Part] == row[ModelColumn.Part]));
                break;
            default:
                await FailsAsync(LakeErrorKind.Invalid, () => run.Table.OverwriteAsync(Stream(first, second), new OverwriteOptions { DynamicPartitions = true }).AsTask());
                break;
        }
    }

    private static async Task ReplaceAsync(ModelRun run, OverwriteOptions options, List<ModelColumn> written, List<ModelRow> rows, Func<ModelRow, bool> goes)
    {
        var gone = run.Now.Rows.Where(goes).ToList();
        var result = await run.Table.OverwriteAsync(rows.Count == 0 ? Stream() : Stream(ModelRun.Batch(written, rows)), options);
        run.Add(
            result,
            run.Now with { Rows = [.. run.Now.Rows.Where(row => !goes(row)), .. rows], Changes = [.. Deletes(gone), .. Inserts(rows)] },
            isUnchanged: gone.Count == 0 && rows.Count == 0);
    }

    private static IEnumerable<ModelChange> Deletes(IEnumerable<ModelRow> rows) => rows.Select(row => new ModelChange("delete", row));

    private static List<ModelChange> Inserts(IEnumerable<ModelRow> rows) => [.. rows.Select(row => new ModelChange("insert", row))];
}
