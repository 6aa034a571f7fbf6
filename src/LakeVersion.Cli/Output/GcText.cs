using LakeVersion.Cli.Shapes;
using LakeVersion.Cli.Verbs;

namespace LakeVersion.Cli.Output;

/// <summary>Collections in words.</summary>
internal static class GcText
{
    public static void Write(Invocation run, GcShape shape)
    {
        if (shape.Erasures is { } erasures and not { Erased: 0, Done.Count: 0, Unread.Count: 0 })
        {
            EraseText.Write(run, erasures);
        }

        run.Out.WriteLine(Headline(shape));
        var names = new TextTable("expires", "entries");
        foreach (var expired in shape.Expired)
        {
            names.Add(Printable.Name(expired.Name), $"{expired.From}..{expired.To - 1}");
        }

        names.Write(run.Out, run.Paint);
        if (shape.Freed is { } freed)
        {
            Write(run, freed, shape.DryRun ? "would free" : "freed");
        }
    }

    public static void Write(Invocation run, GcStatusShape shape)
    {
        run.Out.WriteLine(shape switch
        {
            { State: "never" } => "Nothing was collected yet.",
            { State: "waiting" } => $"Collection {shape.Collection} said on {Printable.Time(shape.Time!.Value)} what it lets go of, and may delete from {Printable.Time(shape.ReadyAt!.Value)} on.",
            { State: "ready" } => $"Collection {shape.Collection} may delete now: lv gc run",
            _ => $"Collection {shape.Collection} was through on {Printable.Time(shape.DoneAt!.Value)}.",
        });
        if (shape.Freed is { } freed)
        {
            Write(run, freed, "freed");
        }

        run.Out.WriteLine($"Grace period: {shape.Grace}");
        if (shape.Rules.Count == 0)
        {
            run.Out.WriteLine("No retention rules: all that can be reached is kept. Add one with: lv retention add");
        }

        RetentionText.Write(run, shape.Rules);
    }

    private static string Headline(GcShape shape) => (shape.State, shape.DryRun) switch
    {
        ("never", _) or ("done", false) when shape.Freed is null => "Nothing to collect: no rule lets go of anything new, and nothing unpublished is old enough.",
        ("waiting", true) => $"Dry run: collection {shape.Collection} would let go of what follows, and may delete it from {Printable.Time(shape.ReadyAt!.Value)} on.",
        (_, true) => $"Dry run: collection {shape.Collection} may delete at once.",
        ("waiting", _) => $"Collection {shape.Collection} lets go of what follows. It can no longer be opened, and is deleted by a run after {Printable.Time(shape.ReadyAt!.Value)}.",
        _ => $"Collection {shape.Collection} is through.",
    };

    private static void Write(Invocation run, FreedShape freed, string verb)
    {
        run.Out.WriteLine($"It {verb} {Printable.Count(freed.Packs, "pack")} and {Printable.Count(freed.Objects, "object")}, {Printable.Size(freed.Bytes)}.");
        var table = new TextTable("of", "folder", "count", "size").Right(2, 3);
        foreach (var folder in freed.Folders)
        {
            table.Add(Printable.Name(folder.Name), folder.Folder.Length == 0 ? "." : Printable.Name(folder.Folder), $"{folder.Count}", Printable.Size(folder.Bytes));
        }

        if (freed.UnpublishedCount > 0)
        {
            table.Add("never published, or left over", "", $"{freed.UnpublishedCount}", Printable.Size(freed.UnpublishedBytes));
        }

        table.Write(run.Out, run.Paint);
        if (freed.KeptPacks > 0)
        {
            run.Out.WriteLine($"{Printable.Count(freed.KeptPacks, "older pack")} of {Printable.Size(freed.PackBytes)} stay; {Printable.Size(freed.PackBytesAlive)} of them are needed.");
        }

        if (freed.Foreign > 0)
        {
            run.Out.WriteLine($"{Printable.Count(freed.Foreign, "key")} among packs and objects belong to no writer; they are left alone.");
        }
    }
}
