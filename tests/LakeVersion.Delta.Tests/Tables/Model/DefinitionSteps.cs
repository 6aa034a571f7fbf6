using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Altering;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Tables.Model;

/// <summary>Steps that change columns and properties, and no row.</summary>
internal static class DefinitionSteps
{
    // Few names, so that dropped ones come again.
    private static readonly string[] Names = ["a", "b", "c", "d", "e", "f"];

    private static readonly (string Name, string[] Values)[] Properties =
    [
        ("delta.enableChangeDataFeed", ["true", "false"]),
        ("delta.enableDeletionVectors", ["true", "false"]),
        ("delta.enableRowTracking", ["true"]),
        ("delta.checkpointPolicy", ["v2", "classic"]),
        ("delta.checkpoint.writeStatsAsStruct", ["true", "false"]),
        ("delta.checkpoint.writeStatsAsJson", ["true", "false"]),
        ("delta.dataSkippingNumIndexedCols", ["0", "1", "3", "-1"]),
        ("delta.checkpointInterval", ["1", "5", "100"]),
        ("owner", ["x", "y"]),
    ];

    public static string Name(ModelStep step) => Names[step.Two % Names.Length];

    public static async Task ApplyAsync(ModelRun run, ModelStep step)
    {
        var now = run.Now;
        var column = now.Columns[step.One % now.Columns.Count];
        var name = Name(step);
        switch (step.Kind)
        {
            case "set":
                var (property, values) = Properties[step.One % Properties.Length];
                await SetAsync(run, new Dictionary<string, string> { [property] = values[step.Two % values.Length] });
                break;
            case "unset":
                await UnsetAsync(run, step.Two % 2 == 0 ? "owner" : "delta.checkpointInterval");
                break;
            case "add" when !now.Has(name):
                await AddAsync(run, run.NewColumn(name, step.One % 2 == 0), step.One % 3 == 0 ? null : step.One % 3 == 1 ? ColumnPosition.First : new ColumnPosition(column.Name));
                break;
            case "move" when now.Columns[0] != column:
                await ChangeAsync(run, new AlterColumn(column.Name) { Position = ColumnPosition.First }, [column, .. now.Columns.Where(other => other != column)]);
                break;
            case "widen" when column.Type == ModelType.Int:
                await ChangeAsync(run, new AlterColumn(column.Name) { Type = Int64Type.Default }, [.. now.Columns.Select(other => other == column ? other with { Type = ModelType.Long } : other)]);
                break;
            case "rename" when !now.Has(name) && now.Mode != "none":
                await ChangeAsync(run, new RenameColumn(ColumnPath.Of(column.Name), name), [.. now.Columns.Select(other => other == column ? other with { Name = name } : other)]);
                break;
            case "drop" when column.Key > ModelColumn.Part && now.Mode != "none":
                await ChangeAsync(run, new DropColumns(ColumnPath.Of(column.Name)), [.. now.Columns.Where(other => other != column)]);
                break;
            case "rename" or "drop" when now.Mode == "none":
                await FailsAsync(LakeErrorKind.Refused, () => run.Table.ChangeAsync(
                    step.Kind == "drop" ? new DropColumns(ColumnPath.Of(column.Name)) : new RenameColumn(ColumnPath.Of(column.Name), "zz")).AsTask());
                if (step.One % 7 == 0)
                {
                    await SetAsync(run, new Dictionary<string, string> { ["delta.columnMapping.mode"] = "name" });
                }

                break;
        }
    }

    private static async Task AddAsync(ModelRun run, ModelColumn added, ColumnPosition? position)
    {
        var columns = run.Now.Columns.ToList();
        columns.Insert(position is null ? columns.Count : position.After is null ? 0 : columns.FindIndex(other => other.Name == position.After) + 1, added);
        await ChangeAsync(run, new AddColumns(new NewColumn(new Field(added.Name, added.ArrowType, true)) { Position = position }), columns);
    }

    private static async Task ChangeAsync(ModelRun run, Committing.ITableChange change, IReadOnlyList<ModelColumn> columns) =>
        run.Add(await run.Table.ChangeAsync(change), run.Now with { Columns = columns, Changes = [] });

    private static async Task SetAsync(ModelRun run, Dictionary<string, string> set)
    {
        var result = await run.Table.ChangeAsync(new SetProperties { Properties = set });
        var properties = new Dictionary<string, string>(run.Now.Properties);
        foreach (var (name, value) in set)
        {
            properties[name] = value;
        }

        run.Add(result, run.Now with { Properties = properties, Changes = [] }, isUnchanged: set.All(pair => run.Now.Properties.GetValueOrDefault(pair.Key) == pair.Value));
    }

    private static async Task UnsetAsync(ModelRun run, string name)
    {
        var unset = new SetProperties { Unset = [name] };
        var properties = new Dictionary<string, string>(run.Now.Properties);
        if (properties.Remove(name))
        {
            run.Add(await run.Table.ChangeAsync(unset), run.Now with { Properties = properties, Changes = [] });
        }
        else
        {
            await FailsAsync(LakeErrorKind.Invalid, () => run.Table.ChangeAsync(unset).AsTask());
        }
    }
}
