using System.CommandLine;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Delta.Checking;

namespace LakeVersion.Cli.Verbs.Delta;

/// <summary><c>lv delta fsck</c>: compares a Delta table's log with its files.</summary>
internal sealed class DeltaFsckVerb : Verb
{
    private const int MostShown = 20;

    private readonly DeltaSource source = new();
    private readonly Option<bool> deep = new("--deep") { Description = "Open every file too: Parquet footers, row counts, deletion vectors" };

    public DeltaFsckVerb()
        : base(
            "fsck",
            "Compare a table's log with its files: missing, mismatching and extra ones. Exit code 1 where it is not whole.",
            "lv delta fsck ./flights",
            "lv delta fsck s3://warehouse/flights --deep --json")
    {
        source.AddWithVersionTo(this);
        Add(deep);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var (table, at) = await source.OpenAtAsync(run, cancellationToken);
        TableCheckReport? report = null;
        await LongWork.RunAsync(run.Context, "Checking", run.Get(deep) ? at.Files.Count : LongWork.UnknownSteps, async step =>
            report = await table.CheckAsync(at.Version, new TableCheckOptions { Deep = run.Get(deep), Checked = files => step(files) }, cancellationToken));
        run.Show(DeltaFsckShape.Of(table.Name, run.Get(deep), report!), LvJson.Default.DeltaFsckShape, shape => Write(run, shape));
        return report!.IsWhole ? ExitCode.Done : ExitCode.No;
    }

    private static void Write(Invocation run, DeltaFsckShape shape)
    {
        Write(run, shape.Missing, file => $"{run.Paint.Red("missing")}      {Printable.Name(file.Path)}{(file.SizeBytes is { } size ? $" ({Printable.Size(size)})" : "")}");
        Write(run, shape.Mismatching, file => $"{run.Paint.Red("mismatching")}  {Printable.Name(file.Path)}: the log says {file.ExpectedBytes:N0} bytes, it has {file.FoundBytes:N0}");
        Write(run, shape.Damaged, file => $"{run.Paint.Red("damaged")}      {Printable.Name(file.Path)}: {Printable.Name(file.Fault)}");
        Write(run, shape.Unknown, file => $"{run.Paint.Yellow("extra")}        {Printable.Name(file.Path)} ({Printable.Size(file.SizeBytes)}): no version in the log names it");
        if (shape.ChecksumFault is { } fault)
        {
            run.Out.WriteLine($"{run.Paint.Red("checksum")}     {Printable.Name(fault)}");
        }

        if (shape.OfOtherVersions.Count > 0)
        {
            run.Out.WriteLine($"{Printable.Count(shape.OfOtherVersions.Count, "file")} ({Printable.Size(shape.OfOtherVersions.Sum(file => file.SizeBytes))}) of other versions alone.");
        }

        run.Out.WriteLine(shape.Whole
            ? $"Whole: version {shape.TableVersion}, {Printable.Count(shape.Files, "file")} there as the log says."
            : $"Not whole: version {shape.TableVersion} needs {Printable.Count(shape.Files, "file")}; missing {shape.Missing.Count:N0}, mismatching {shape.Mismatching.Count:N0}, damaged {shape.Damaged.Count:N0}.");
    }

    private static void Write<T>(Invocation run, IReadOnlyList<T> found, Func<T, string> line)
    {
        foreach (var one in found.Take(MostShown))
        {
            run.Out.WriteLine(line(one));
        }

        if (found.Count > MostShown)
        {
            run.Out.WriteLine(run.Paint.Dim($"             and {found.Count - MostShown:N0} more; --json tells all"));
        }
    }
}
