using System.Text.Json;
using LakeVersion.Cli.Shapes;
using LakeVersion.Cli.Verbs;

namespace LakeVersion.Cli.Output;

/// <summary>Says in words what came of a merge, and what conflicts.</summary>
internal static class MergeText
{
    private const int MostShown = 50;
    private const int MostValue = 60;

    public static void Write(Invocation run, MergeShape shape)
    {
        var (output, paint) = (run.Out, run.Paint);
        foreach (var conflict in shape.Conflicts.Take(MostShown))
        {
            WriteConflict(output, paint, conflict);
        }

        if (shape.Conflicts.Count > MostShown)
        {
            output.WriteLine($"… and {Printable.Count(shape.Conflicts.Count - MostShown, "conflict")} more; --save FILE or --json gives all.");
        }

        if (shape.IsDryRun)
        {
            WriteChanges(run, shape);
        }

        if (shape.Status != "conflicts")
        {
            output.WriteLine(Line(paint, shape));
        }
    }

    private static string Line(Paint paint, MergeShape shape)
    {
        var branch = Printable.Name(shape.Name.Name);
        var theirs = paint.Yellow(shape.Theirs[..10]);
        if (shape.Status == "upToDate")
        {
            return $"Nothing to do: {branch} holds it already{LeftOut(shape)}.";
        }

        if (shape.IsDryRun)
        {
            return shape.Status == "fastForwarded"
                ? $"Nothing was changed. {branch} would move forward to {theirs}."
                : $"Nothing was changed. There are no conflicts{LeftOut(shape)}.";
        }

        var head = paint.Yellow(shape.Name.Commit![..10]);
        return shape.Status == "fastForwarded"
            ? $"branch {branch}: fast-forward at {head} (entry {shape.Name.Entry})"
            : $"{head} {branch}: {Printable.Name((shape.Name.Message ?? "").Split('\n', 2)[0])}{Replayed(shape)}";
    }

    private static string Replayed(MergeShape shape) =>
        shape.LeftOut is not null ? $" ({Printable.Count(shape.Replayed, "commit")}, {shape.LeftOut.Count} left out as held already)"
        : shape.Replayed > 1 ? $" ({Printable.Count(shape.Replayed, "commit")})"
        : "";

    private static string LeftOut(MergeShape shape) =>
        shape.LeftOut is null ? "" : $" ({Printable.Count(shape.LeftOut.Count, "commit")} left out as held already)";

    private static void WriteChanges(Invocation run, MergeShape shape)
    {
        foreach (var change in shape.Changes ?? [])
        {
            run.Out.WriteLine($"{DifferenceText.Sign(run.Paint, change.Kind)} {Printable.Name(change.Path)}{(change.IsTable ? "  (table)" : "")}");
        }
    }

    /// <summary>A conflict, with what each side has.</summary>
    public static void WriteConflict(TextWriter output, Paint paint, MergeConflictShape conflict)
    {
        var key = conflict.Key is { } values ? $" key {Printable.Name(values.GetRawText())}" : "";
        var column = conflict.Column is { } name ? $" {(conflict.Kind is "property" or "application" or "domain" ? conflict.Kind : "column")} {Printable.Name(name)}" : "";
        output.WriteLine($"{paint.Red("conflict")} {Printable.Name(conflict.Path)}{key}{column}: {Printable.Name(conflict.Reason)}");
        if (conflict.Kind is "place" or "files")
        {
            return;
        }

        output.WriteLine($"  base   {Value(conflict.Base)}");
        output.WriteLine($"  ours   {Value(conflict.Ours)}");
        output.WriteLine($"  theirs {Value(conflict.Theirs)}");
    }

    private static string Value(JsonElement? value)
    {
        var text = Printable.Name(value is { } there ? there.GetRawText() : "-");
        return text.Length > MostValue ? text[..MostValue] + "…" : text;
    }
}
