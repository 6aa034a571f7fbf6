using LakeVersion.Cli.Shapes;
using LakeVersion.Cli.Verbs;

namespace LakeVersion.Cli.Output;

/// <summary>Erasures in words.</summary>
internal static class EraseText
{
    private const int MostLines = 10;

    public static void Write(Invocation run, EraseShape shape)
    {
        var from = $"{Printable.Count(shape.Packs, "pack")} and {Printable.Count(shape.Objects, "object")}, {Printable.Size(shape.Bytes)} in all";
        run.Out.WriteLine((shape.DryRun, shape.Erasure) switch
        {
            (true, _) => $"Dry run: {Printable.Count(shape.Contents.Count, "content")} would go from {from}.",
            (_, null) => "Nothing to erase: the content is nowhere in the lake.",
            _ => $"Erasure {shape.Erasure}: {Printable.Count(shape.Contents.Count, "content")} gone from {from}.",
        });
        List(run, "In history it is at", shape.Paths.Select(Printable.Name), shape.PathCount);
        List(
            run,
            shape.DryRun ? "These heads have it, and would lose it" : "These heads name it still, and reading it fails there (take the paths away with 'lv rm')",
            shape.Heads.Select(head => $"{head.Kind} {Printable.Name(head.Name)}: {Printable.Name(head.Paths[0])}{(head.PathCount > 1 ? $" and {head.PathCount - 1:N0} more" : "")}"),
            shape.Heads.Count);
        List(run, "It lies outside the lake as well, where nothing is erased; delete it there", shape.Outside.Select(Printable.Name), shape.Outside.Count);
        List(run, "It is nowhere in the lake", shape.NotFound.Select(digest => "sha256:" + digest), shape.NotFound.Count);
        Unread(run, shape.Unread);
        if (shape.LookAgainAt is { } time)
        {
            run.Out.WriteLine($"A second look, for what a writer was storing meanwhile, is due after {Printable.Time(time)}: lv erase finish, or lv gc run");
        }
    }

    public static void Write(Invocation run, EraseFinishShape shape)
    {
        if (shape.Erased > 0)
        {
            run.Out.WriteLine($"{Printable.Count(shape.Erased, "place")} held erased content, again or still, and hold it no more.");
        }

        foreach (var done in shape.Done)
        {
            run.Out.WriteLine($"Erasure {done} is done.");
        }

        foreach (var waiting in shape.Waiting)
        {
            run.Out.WriteLine($"Erasure {waiting.Erasure} waits for its second look until {Printable.Time(waiting.LookAgainAt!.Value)}.");
        }

        List(run, "Stored again since its erasure, and left alone; erase it again if that was not meant", shape.StoredAgain.Select(digest => "sha256:" + digest), shape.StoredAgain.Count);
        Unread(run, shape.Unread);
        if (shape is { Erased: 0, Done.Count: 0, Waiting.Count: 0, Unread.Count: 0 })
        {
            run.Out.WriteLine("Nothing is due.");
        }
    }

    public static void Write(Invocation run, EraseStatusShape shape)
    {
        if (shape.Erasures.Count == 0)
        {
            run.Out.WriteLine("Nothing was ever erased.");
            return;
        }

        var table = new TextTable("erasure", "time (UTC)", "contents", "places", "author", "second look", "reason").Right(0, 2, 3);
        foreach (var one in shape.Erasures)
        {
            table.Add(
                $"{one.Erasure}",
                Printable.Time(one.Time),
                $"{one.Contents:N0}",
                $"{one.Places:N0}",
                Printable.Name(one.Author),
                one.DoneAt is { } done ? $"done {Printable.Time(done)}" : $"after {Printable.Time(one.LookAgainAt!.Value)}",
                Printable.Name(one.Reason));
        }

        table.Write(run.Out, run.Paint);
    }

    private static void Unread(Invocation run, IReadOnlyList<string> unread) =>
        List(run, "These could not be read, and may hold some of it; put them right (lv fsck) and erase again", unread.Select(Printable.Name), unread.Count);

    private static void List(Invocation run, string title, IEnumerable<string> lines, long count)
    {
        if (count == 0)
        {
            return;
        }

        run.Out.WriteLine($"{title}:");
        foreach (var line in lines.Take(MostLines))
        {
            run.Out.WriteLine($"  {line}");
        }

        if (count > MostLines)
        {
            run.Out.WriteLine($"  … and {count - MostLines:N0} more");
        }
    }
}
