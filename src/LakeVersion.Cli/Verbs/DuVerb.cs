using System.CommandLine;
using LakeVersion.Cli.Lakes;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;

namespace LakeVersion.Cli.Verbs;

/// <summary><c>lv du</c>: how much the folders of a revision hold.</summary>
internal sealed class DuVerb : Verb
{
    private readonly Argument<string?> path = new("[rev:]path") { Description = "A folder; else the root", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> at = new("--at") { Description = "The revision", HelpName = "rev" };

    public DuVerb()
        : base("du", "Show how much each folder of a revision holds. Costs a few reads a folder, however much is in it.", "lv du", "lv du v1.2:raw")
    {
        Add(path);
        Add(at);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var place = await LakePlace.OpenAsync(run, run.Get(path) ?? "", run.Get(at), cancellationToken);
        var folders = new List<FolderSize>();
        await foreach (var file in place.At.Files.ListAsync(place.Prefix, recursive: false, cancellationToken))
        {
            if (file.IsFolder)
            {
                folders.Add(await SizeAsync(place, file.Path, cancellationToken));
            }
        }

        var total = await SizeAsync(place, place.Prefix, cancellationToken);
        await place.CheckFolderAsync(total.Files, cancellationToken);
        var shape = new DuShape { Revision = place.Revision, Commit = place.At.Commit.Id.ToString(), Total = total, Folders = folders };
        run.Show(shape, LvJson.Default.DuShape, sizes => Write(run, sizes));
        return ExitCode.Done;
    }

    private static async ValueTask<FolderSize> SizeAsync(LakePlace place, string prefix, CancellationToken cancellationToken)
    {
        var totals = await place.At.Files.TotalsAsync(prefix, cancellationToken);
        return new FolderSize(prefix.TrimEnd('/'), totals.Entries, totals.Bytes, totals.Tables);
    }

    private static void Write(Invocation run, DuShape sizes)
    {
        var table = new TextTable("size", "files", "tables", "path").Right(0, 1, 2);
        foreach (var folder in sizes.Folders.Append(sizes.Total))
        {
            table.Add(Printable.Size(folder.Bytes), $"{folder.Files:N0}", $"{folder.Tables:N0}", Printable.Name(folder.Path) + "/");
        }

        table.Write(run.Out, run.Paint);
    }
}
