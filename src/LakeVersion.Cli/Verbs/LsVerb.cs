using System.CommandLine;
using LakeVersion.Cli.Lakes;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Snapshots;

namespace LakeVersion.Cli.Verbs;

/// <summary><c>lv ls</c>: what a folder of a revision holds.</summary>
internal sealed class LsVerb : Verb
{
    private readonly Argument<string?> path = new("[rev:]path") { Description = "A folder or file; else the root", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> detail = new("--long", "-l") { Description = "With size, time and content type" };
    private readonly Option<bool> recursive = new("--recursive", "-r") { Description = "Every file below, those of tables too" };
    private readonly Option<string?> at = new("--at") { Description = "The revision", HelpName = "rev" };

    public LsVerb()
        : base("ls", "List files, folders and tables of a revision.", "lv ls", "lv ls -l raw/", "lv ls -r v1.2:raw", "lv ls --at \"main@{2 days ago}\" raw")
    {
        Add(path);
        Add(detail);
        Add(recursive);
        Add(at);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var place = await LakePlace.OpenAsync(run, run.Get(path) ?? "", run.Get(at), cancellationToken);
        var entries = new List<EntryShape>();
        if (await place.At.Files.FindAsync(place.Path, cancellationToken) is { } single)
        {
            entries.Add(EntryShape.Of(single, isTable: false));
        }
        else
        {
            await foreach (var file in place.At.Files.ListAsync(place.Prefix, run.Get(recursive), cancellationToken))
            {
                entries.Add(EntryShape.Of(file, file.IsFolder && await IsTableAsync(place.At, file.Path, cancellationToken)));
            }

            await place.CheckFolderAsync(entries.Count, cancellationToken);
        }

        var shape = new LsShape { Revision = place.Revision, Commit = place.At.Commit.Id.ToString(), Entries = entries };
        run.Show(shape, LvJson.Default.LsShape, list => Write(run, list));
        return ExitCode.Done;
    }

    // One seek a folder, however many tables the lake has.
    private static async ValueTask<bool> IsTableAsync(LakeSnapshot at, string folder, CancellationToken cancellationToken) =>
        (await at.Files.TotalsAsync(folder + "_delta_log/", cancellationToken)).Tables > 0;

    private void Write(Invocation run, LsShape list)
    {
        if (!run.Get(detail))
        {
            foreach (var entry in list.Entries)
            {
                run.Out.WriteLine(Label(run.Paint, entry));
            }

            return;
        }

        var table = new TextTable("size", "modified (UTC)", "type", "path").Right(0);
        foreach (var entry in list.Entries)
        {
            table.Add(
                entry.SizeBytes is { } size ? Printable.Size(size) : "-",
                Printable.Time(entry.Modified),
                entry.Kind == "file" ? entry.ContentType ?? "-" : entry.Kind,
                Printable.Name(entry.Path) + (entry.Kind == "folder" ? "/" : ""));
        }

        table.Write(run.Out, run.Paint);
    }

    private static string Label(Paint paint, EntryShape entry) => entry.Kind switch
    {
        "folder" => paint.Blue(Printable.Name(entry.Path) + "/"),
        "table" => paint.Green(Printable.Name(entry.Path)) + "  (table)",
        _ => Printable.Name(entry.Path),
    };
}
