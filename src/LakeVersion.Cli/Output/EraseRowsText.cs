using LakeVersion.Cli.Shapes;
using LakeVersion.Cli.Verbs;

namespace LakeVersion.Cli.Output;

/// <summary>Erasures of rows in words.</summary>
internal static class EraseRowsText
{
    public static void Write(Invocation run, EraseRowsShape shape)
    {
        if (shape.Content is null)
        {
            run.Out.WriteLine("Nothing to erase: no stored file of any version holds such a row or carries a value of one.");
            Lists(run, shape);
            return;
        }

        var strays = shape.Strays == 0 ? "" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $", {shape.Strays:N0} of what no version names");
        var what = $"{Printable.Count(shape.DataFiles, "data file")} with {Printable.Count(shape.StoredRows, "row")} of all versions, {Printable.Count(shape.LogFiles, "log file")}{strays}";
        run.Out.WriteLine(shape.DryRun ? $"Dry run: {what} would go." : $"Erasure {shape.Content.Erasure}: {what} gone, {Printable.Size(shape.Content.Bytes)} in all.");
        foreach (var one in shape.Rewritten)
        {
            run.Out.WriteLine(one.Commit is null
                ? $"  {Printable.Name(one.Branch)}:{Printable.Name(one.Table)} would be written anew"
                : $"  {Printable.Name(one.Branch)}:{Printable.Name(one.Table)} written anew, version {one.TableVersion}, {Rows(one.Rows)}, commit {one.Commit[..10]}");
        }

        Lists(run, shape);
        if (shape.DryRun)
        {
            return;
        }

        run.Out.WriteLine($"The lake keeps of the test: {shape.PredicateDigest}");
        run.Out.WriteLine($"Keep this to show what it stood for: {shape.Salt}");
        if (shape.Content.LookAgainAt is { } time)
        {
            run.Out.WriteLine($"A second look, for what a writer was storing meanwhile, is due after {Printable.Time(time)}: lv erase finish, or lv gc run");
        }
    }

    private static string Rows(long? count) => count is { } known ? $"{Printable.Count(known, "row")} less" : "rows not counted";

    private static void Lists(Invocation run, EraseRowsShape shape)
    {
        var lost = new TextTable("name", "table", "versions", "entries");
        foreach (var one in shape.Lost)
        {
            lost.Add($"{one.Kind} {Printable.Name(one.Name)}", Printable.Name(one.Table), Range(one.FirstVersion, one.LastVersion), Range(one.FirstEntry, one.LastEntry));
        }

        if (shape.Lost.Count > 0)
        {
            run.Out.WriteLine(shape.DryRun ? "History could no longer show:" : "History can no longer show:");
            lost.Write(run.Out, run.Paint);
        }

        List(run, "These stand at a state that is lost; delete them, or move them on", shape.LostHeads);
        List(run, "The messages or metadata of these commits hold a value of the test, and stay", shape.Mentions.Select(commit => commit[..10]));
        List(run, "These paths say a value of the rows, and stay", shape.Paths);
        List(run, "These hold such rows outside the lake, where nothing is erased; delete them there", shape.Outside);
        List(run, "Nobody could look into these, which no log names", shape.Unread);
        if (shape.UnderWay > 0)
        {
            run.Out.WriteLine($"Not looked into: {Printable.Count(shape.UnderWay, "upload")} of changes that may still be under way, or were given up. Collections delete what was given up (lv gc run); what is a grace period old is looked into by another run of this.");
        }
    }

    private static string Range(long first, long last) => first == last ? $"{first}" : $"{first}..{last}";

    private static void List(Invocation run, string title, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        if (all.Count > 0)
        {
            run.Out.WriteLine($"{title}:");
            all.ForEach(line => run.Out.WriteLine($"  {Printable.Name(line)}"));
        }
    }
}
