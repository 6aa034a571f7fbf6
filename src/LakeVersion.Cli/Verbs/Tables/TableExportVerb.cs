using System.CommandLine;
using LakeVersion.Cli.Exporting;
using LakeVersion.Cli.Lakes;
using LakeVersion.Cli.Local;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Verbs.Tables;

/// <summary><c>lv table export</c>: a table as a plain Delta table, or as one file.</summary>
internal sealed class TableExportVerb : Verb
{
    private readonly Argument<string> table = new("[rev:]table") { Description = "The table" };
    private readonly Argument<string> destination = new("destination")
    {
        Description = "A new local folder for a Delta table, or a new local file: .parquet, .csv, .jsonl, .arrow, .arrows",
    };

    private readonly Option<string?> at = new("--at") { Description = "The revision; else the branch's head", HelpName = "rev" };
    private readonly Option<long?> version = new("--version") { Description = "A version of the table's own log", HelpName = "number" };

    private readonly Option<bool> history = new("--history") { Description = "A folder with the table's log as it is: all versions, with their times and the table's id" };

    public TableExportVerb()
        : base(
            "export",
            "Write a table out: a folder is a plain Delta table that every engine reads, its data files copied byte by byte.",
            "lv table export flights ./flights",
            "lv table export flights ./flights --history",
            "lv table export v1.2:sales/orders orders.parquet")
    {
        Add(table);
        Add(destination);
        Add(at);
        Add(version);
        Add(history);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var target = LakeLocation.ResolveLocal(Path.TrimEndingDirectorySeparator(run.Get(destination)), run.Context.CurrentDirectory);
        var place = await LakePlace.OpenAsync(run, run.Get(table), run.Get(at), cancellationToken);
        var snapshot = await TableRows.OpenAsync(place, run.Get(version), null, default, cancellationToken);
        NewFile.CheckFree(target);
        if (run.Get(history) && (run.Get(version) is not null || RowFormats.OfFile(target) is not null))
        {
            throw LakeException.Invalid("--history writes a folder with all versions: it does not go with --version, or with a file.");
        }

        var shape = new TableExportShape
        {
            Revision = place.Revision,
            Table = place.Path,
            TableVersion = snapshot.Version,
            Destination = run.Get(destination),
            Format = "delta",
            Rows = snapshot.RowCount,
            Files = snapshot.Files.Count,
            Bytes = snapshot.Files.Sum(file => file.Size),
        };
        shape = run.Get(history) ? await WriteHistoryAsync(run, place, target, shape, cancellationToken)
            : RowFormats.OfFile(target) is { } format ? await WriteFileAsync(run, snapshot, format, target, shape, cancellationToken)
            : await WriteFolderAsync(run, place, snapshot, target, shape, cancellationToken);
        run.Show(shape, LvJson.Default.TableExportShape, answer => run.Out.WriteLine(Text(answer)));
        return ExitCode.Done;
    }

    private static string Text(TableExportShape shape)
    {
        var rows = shape.Rows is { } count ? $"{Printable.Count(count, "row")}, " : "";
        var versions = shape.Versions is { } all ? $", {Printable.Count(all, "version")}" : "";
        var missing = shape.MissingFiles is > 0 and var gone
            ? $" {Printable.Count(gone, "file")} that only older versions need are no longer at {shape.Revision}: those versions cannot be read in full."
            : "";
        return $"Exported {shape.Table} at {shape.Revision} to {shape.Destination}: "
            + $"{shape.Format}{versions}, {rows}{Printable.Count(shape.Files, "file")}, {Printable.Size(shape.Bytes)}.{missing}";
    }

    private static async ValueTask<TableExportShape> WriteHistoryAsync(
        Invocation run, LakePlace place, string target, TableExportShape shape, CancellationToken cancellationToken)
    {
        var table = place.At.Table(place.Path.TrimEnd('/'));
        await NewFile.MakeFolderAsync(target, run.Context.Entropy, async folder =>
        {
            await LongWork.RunAsync(run.Context, "Copying", LongWork.UnknownSteps, async step =>
            {
                var report = await table.ExportHistoryAsync(run.Store(folder), bytes => step(bytes), cancellationToken);
                shape = shape with { Files = report.Files, Bytes = report.Bytes, Versions = report.Versions, MissingFiles = report.MissingFiles };
            });
            RemoveHalfWritten(folder);
        });
        return shape;
    }

    // Where the store keeps half-written files is no part of the table.
    private static void RemoveHalfWritten(string folder) => Directory.Delete(Path.Combine(folder, ".lakeversion-tmp"), recursive: true);

    private static async ValueTask<TableExportShape> WriteFolderAsync(
        Invocation run, LakePlace place, DeltaSnapshot snapshot, string target, TableExportShape shape, CancellationToken cancellationToken)
    {
        var table = place.At.Table(place.Path.TrimEnd('/'));
        await NewFile.MakeFolderAsync(target, run.Context.Entropy, async folder =>
        {
            await LongWork.RunAsync(run.Context, "Copying", shape.Bytes, async step =>
                await table.ExportAsync(run.Store(folder), snapshot, bytes => step(bytes), cancellationToken));
            RemoveHalfWritten(folder);
        });
        return shape;
    }

    private static async ValueTask<TableExportShape> WriteFileAsync(
        Invocation run, DeltaSnapshot snapshot, RowFormat format, string target, TableExportShape shape, CancellationToken cancellationToken)
    {
        var rows = TableRows.Of(snapshot, null, null);
        var size = await NewFile.WriteAsync(target, replace: false, run.Context.Entropy, stream =>
            RowOutput.WriteAsync(format, rows.Schema, rows.ReadAsync(cancellationToken), stream, run.Options(null).Parquet, cancellationToken));
        return shape with { Format = RowFormats.Word(format), Rows = rows.Count, Files = 1, Bytes = size };
    }
}
