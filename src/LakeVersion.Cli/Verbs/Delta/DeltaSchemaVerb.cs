using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Rows.Cells;

namespace LakeVersion.Cli.Verbs.Delta;

/// <summary><c>lv delta schema</c>: a Delta table's columns.</summary>
internal sealed class DeltaSchemaVerb : Verb
{
    private readonly DeltaSource source = new();

    public DeltaSchemaVerb()
        : base("schema", "Show a table's columns and which divide its files.", "lv delta schema ./flights", "lv delta schema s3://warehouse/flights --as-of yesterday --json") =>
        source.AddWithVersionTo(this);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var (table, at) = await source.OpenAtAsync(run, cancellationToken);
        var shape = new DeltaSchemaShape
        {
            Location = table.Name,
            TableVersion = at.Version,
            Id = at.Metadata.Id,
            Columns = [.. at.Schema.FieldsList.Select(field => new ColumnShape(field.Name, TypeText.Of(field.DataType), field.IsNullable))],
            PartitionColumns = at.PartitionColumns,
        };
        run.Show(shape, LvJson.Default.DeltaSchemaShape, answer => ColumnText.Write(run, answer.Columns, answer.PartitionColumns));
        return ExitCode.Done;
    }
}
