using LakeVersion.Changes;
using LakeVersion.Rows.Expressions;
using LakeVersion.Rows.Records;

namespace LakeVersion.Tests.Merging.Model;

/// <summary>One edit, made alike in a transaction and in a state of the model.</summary>
internal static class ModelEdits
{
    private const int Keys = 10;
    private const int Paths = 5;
    private static readonly ColumnPath Id = "Id";

    /// <summary>The tables, by path; the first has deletion vectors.</summary>
    public static readonly IReadOnlyList<string> Tables = ["sales", "stock/parts"];

    public static async Task<ModelState> ApplyAsync(LakeTransaction change, ModelState state, MergeEdit edit)
    {
        if (edit.Kind is "put" or "remove")
        {
            return await FileAsync(change, state, edit);
        }

        var (name, key) = (Tables[edit.Where % Tables.Count], edit.Key % Keys);
        var (table, rows) = (change.Table(name), state.Tables[name]);
        switch (edit.Kind)
        {
            case "row":
                var row = new ModelRow(key, edit.Value % 3 == 0 ? null : edit.Value, edit.Value % 4 == 0 ? null : $"text {edit.Value}", edit.Value % 5);
                await table.UpsertAsync(RowBatcher.ToBatches([row]).ToAsyncEnumerable(), ["Id"]);
                return state.With(name, rows.SetItem(key, row));
            case "delete":
                await table.DeleteAsync(Id.EqualTo(key));
                return state.With(name, rows.Remove(key));
            default:
                return await CellAsync(table, state, edit, key);
        }
    }

    private static async Task<ModelState> FileAsync(LakeTransaction change, ModelState state, MergeEdit edit)
    {
        var path = $"notes/{edit.Key % Paths}.txt";
        if (edit.Kind == "remove")
        {
            await change.Files.DeleteAsync(path);
            return state with { Files = state.Files.Remove(path) };
        }

        var content = $"note {edit.Value}";
        await change.Files.PutAsync(path, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content)));
        return state with { Files = state.Files.SetItem(path, content) };
    }

    private static async Task<ModelState> CellAsync(TransactionTable table, ModelState state, MergeEdit edit, int key)
    {
        var column = ModelRow.Columns[edit.Where / Tables.Count % ModelRow.Columns.Count];
        var value = new ModelRow(key, edit.Value % 3 == 0 ? null : edit.Value, $"cell {edit.Value}", edit.Value % 5);
        var text = column switch
        {
            "A" => value.A is { } a ? $"{a}" : "null",
            "B" => $"'{value.B}'",
            _ => $"{value.C}",
        };
        var schema = (await table.OpenAsync()).Schema;
        await table.UpdateAsync(Id.EqualTo(key), new Dictionary<string, ValueExpression> { [column] = ValueText.Parse(text, schema) });
        var rows = state.Tables[table.Path];
        return rows.TryGetValue(key, out var row) ? state.With(table.Path, rows.SetItem(key, row.With(column, value))) : state;
    }
}
