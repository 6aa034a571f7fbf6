using System.CommandLine;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Verbs;

/// <summary><c>lv diff</c>: what differs between two revisions.</summary>
internal sealed class DiffVerb : Verb
{
    private readonly Argument<string[]> sides = new("a..b | a b")
    {
        Description = "Two revisions, then perhaps a path. One alone is compared with the branch's head, none means the head's first parent",
        Arity = new ArgumentArity(0, 3),
    };

    private readonly Option<bool> exitCode = new("--exit-code") { Description = "Exit with 1 where something differs" };
    private readonly Option<bool> nameOnly = new("--name-only") { Description = "Only the paths" };
    private readonly Option<bool> stat = new("--stat") { Description = "Only the sums" };

    public DiffVerb()
        : base(
            "diff",
            "Compare two revisions: files path by path, tables in short. Costs what differs, not what exists.",
            "lv diff main~1..main",
            "lv diff v1.0 v1.1 sales/",
            "lv diff v1.0.. --exit-code --name-only")
    {
        Add(sides);
        Add(exitCode);
        Add(nameOnly);
        Add(stat);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var lake = await run.OpenAsync(cancellationToken);
        var (from, to, path) = Read(run.Get(sides), run.BranchName(lake));
        var (before, after) = (await lake.AtAsync(from, cancellationToken), await lake.AtAsync(to, cancellationToken));
        var shape = new DiffShape
        {
            From = Side(from, before),
            To = Side(to, after),
            Path = path,
            Changes = DifferenceShape.Of(await before.CompareAsync(after, path, cancellationToken)),
        };
        run.Show(shape, LvJson.Default.DiffShape, answer => Write(run, answer.Changes));
        return run.Get(exitCode) && shape.Changes.Files.Count + shape.Changes.Tables.Count > 0 ? ExitCode.No : ExitCode.Done;
    }

    private static DiffSideShape Side(string revision, LakeSnapshot at) => new(revision, at.Commit.Id.ToString());

    private static (string From, string To, string? Path) Read(string[] words, string branch)
    {
        if (words.FirstOrDefault() is not { } first)
        {
            return ($"branch:{branch}~1", $"branch:{branch}", null);
        }

        if (first.Contains("...", StringComparison.Ordinal))
        {
            throw LakeException.Unsupported(
                $"'{first}': three dots compare with where two histories parted, which this version does not look for yet. Two dots compare the revisions themselves.");
        }

        var dots = first.IndexOf("..", StringComparison.Ordinal);
        if (dots < 0)
        {
            return (first, words.Length > 1 ? words[1] : $"branch:{branch}", words.Length > 2 ? words[2] : null);
        }

        if (words.Length > 2)
        {
            throw LakeException.Invalid($"'{words[2]}': after '{first}' comes one path at the most.");
        }

        var (from, to) = (first[..dots], first[(dots + 2)..]);
        return (from.Length > 0 ? from : $"branch:{branch}", to.Length > 0 ? to : $"branch:{branch}", words.Length > 1 ? words[1] : null);
    }

    private static void WriteSums(Invocation run, DifferenceShape changes)
    {
        foreach (var kind in (string[])["added", "changed", "removed"])
        {
            var files = changes.Files.Where(file => file.Kind == kind).ToList();
            if (files.Count > 0)
            {
                var bytes = files.Sum(file => (file.AfterBytes ?? 0) - (file.BeforeBytes ?? 0));
                var size = $"{(bytes < 0 ? "-" : "+")}{Printable.Size(Math.Abs(bytes))}";
                run.Out.WriteLine($"{DifferenceText.Sign(run.Paint, kind)} {Printable.Count(files.Count, "file")} {kind}, {size}");
            }
        }

        foreach (var line in DifferenceText.Lines(changes with { Files = [] }, run.Paint))
        {
            run.Out.WriteLine(line);
        }
    }

    private void Write(Invocation run, DifferenceShape changes)
    {
        if (run.Get(stat))
        {
            WriteSums(run, changes);
            return;
        }

        var lines = run.Get(nameOnly)
            ? changes.Files.Select(file => file.Path).Concat(changes.Tables.Select(table => table.Path)).Order(Utf8Order.Comparer).Select(Printable.Name)
            : DifferenceText.Lines(changes, run.Paint);
        foreach (var line in lines)
        {
            run.Out.WriteLine(line);
        }
    }
}
