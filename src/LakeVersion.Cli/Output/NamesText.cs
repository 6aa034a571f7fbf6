using LakeVersion.Cli.Shapes;
using LakeVersion.Cli.Verbs;

namespace LakeVersion.Cli.Output;

/// <summary>Names as a table.</summary>
internal static class NamesText
{
    public static void Write(Invocation run, NamesShape list)
    {
        var table = new TextTable(list.Kind, "commit", "entry", "time (UTC)", "by", "what").Right(2);
        foreach (var name in list.Names)
        {
            var notes = (name.IsDefault ? " (default)" : "") + (name.IsProtected ? " (protected)" : "");
            var shown = list.Kind == "keep" ? name.Name[..10] : Printable.Name(name.Name);
            table.Add(
                shown + notes,
                name.Commit?[..10] ?? $"({name.Operation})",
                $"{name.Entry}",
                Printable.Time(name.Time),
                Printable.Name(name.Author),
                Printable.Name(name.Message ?? ""));
        }

        table.Write(run.Out, run.Paint);
    }
}
