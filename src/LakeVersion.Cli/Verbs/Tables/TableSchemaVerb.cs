using System.CommandLine;
using LakeVersion.Cli.Exporting;
using LakeVersion.Cli.Lakes;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Rows.Cells;

namespace LakeVersion.Cli.Verbs.Tables;

/// <summary><c>lv table schema</c>: a table's columns.</summary>
internal sealed class TableSchemaVerb : Verb
{
    private readonly Argument<string> table = new("[rev:]table") { Description = "The table" };
    private readonly Option<string?> at = new("--at") { Description = "The revision; else the branch's head", HelpName = "rev" };
    private readonly Option<long?> version = new("--version") { Description = "A version of the table's own log", HelpName = "number" };

    public TableSchemaVerb()
        : base("schema", "Show a table's columns, partitions and properties.", "lv table schema flights", "lv table schema sales/orders --at v1.2 --json")
    {
        Add(table);
        Add(at);
        Add(version);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var place = await LakePlace.OpenAsync(run, run.Get(table), run.Get(at), cancellationToken);
        var snapshot = await TableRows.OpenAsync(place, run.Get(version), null, default, cancellationToken);
        var shape = new TableSchemaShape
        {
            Revision = place.Revision,
            Table = place.Path,
            TableVersion = snapshot.Version,
            Id = snapshot.Metadata.Id,
            Columns = [.. snapshot.Schema.FieldsList.Select(field => new ColumnShape(field.Name, TypeText.Of(field.DataType), field.IsNullable))],
            PartitionColumns = snapshot.PartitionColumns,
            Properties = snapshot.Properties,
            Rows = snapshot.RowCount,
            Files = snapshot.Files.Count,
        };
        run.Show(shape, LvJson.Default.TableSchemaShape, answer => ColumnText.Write(run, answer.Columns, answer.PartitionColumns));
        return ExitCode.Done;
    }
}
