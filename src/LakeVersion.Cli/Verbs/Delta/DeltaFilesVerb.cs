using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;

namespace LakeVersion.Cli.Verbs.Delta;

/// <summary><c>lv delta files</c>: the data files of a Delta table.</summary>
internal sealed class DeltaFilesVerb : Verb
{
    private readonly DeltaSource source = new();
    private readonly WhereFlag where = new();

    public DeltaFilesVerb()
        : base(
            "files",
            "List the data files that a version has: path, size, rows, partition values, deleted rows.",
            "lv delta files ./flights --where \"origin = 'SEA'\"",
            "lv delta files s3://warehouse/flights --json")
    {
        source.AddWithVersionTo(this);
        where.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var (table, at) = await source.OpenAtAsync(run, cancellationToken);
        var files = where.Read(run, at.Schema) is { } test ? at.Prune(test) : at.Files;
        var shape = new DeltaFilesShape
        {
            Location = table.Name,
            TableVersion = at.Version,
            Pruned = at.Files.Count - files.Count,
            Files = [.. files.Select(DeltaFileShape.Of)],
        };
        run.Show(shape, LvJson.Default.DeltaFilesShape, answer => Write(run, answer));
        return ExitCode.Done;
    }

    private static void Write(Invocation run, DeltaFilesShape shape)
    {
        var lines = new TextTable("path", "size", "rows", "deleted", "partition").Right(1, 2, 3);
        foreach (var file in shape.Files)
        {
            var values = file.PartitionValues.Select(pair => $"{pair.Key}={pair.Value ?? "null"}");
            lines.Add(
                Printable.Name(file.Path), Printable.Size(file.SizeBytes), file.Rows is { } rows ? $"{rows:N0}" : "-",
                file.DeletionVector is { } vector ? $"{vector.Rows:N0}" : "", Printable.Name(string.Join(' ', values)));
        }

        lines.Write(run.Out, run.Paint);
        if (shape.Pruned > 0)
        {
            run.Out.WriteLine(run.Paint.Dim($"({Printable.Count(shape.Files.Count, "file")}; {shape.Pruned:N0} pruned, in which no row can pass)"));
        }
    }
}
