using LakeVersion.Cli.Shapes;

namespace LakeVersion.Cli.Output;

/// <summary>The answers of <c>lv fsck</c> for people.</summary>
internal static class FsckText
{
    public static void Write(TextWriter output, Paint paint, FsckLine finding)
    {
        output.WriteLine($"{(finding.Finding == "damage" ? paint.Red("damage") : paint.Yellow("doubt "))} {finding.Thing,-10} {Printable.Name(finding.Key)}");
        output.WriteLine($"       {Printable.Name(finding.Fault)}");
        var hurts = finding.Names.Concat(finding.Commits.Select(commit => $"commit {commit[..10]}")).Concat(finding.Paths.Select(path => $"'{path}'")).ToList();
        if (hurts.Count > 0)
        {
            output.WriteLine(paint.Dim($"       hurts {Printable.Name(string.Join(", ", hurts))}"));
        }

        output.WriteLine(paint.Dim($"       {Printable.Name(finding.Advice)}"));
    }

    public static void Write(TextWriter output, Paint paint, FsckShape shape)
    {
        var seen = shape.Checked;
        output.WriteLine(
            $"Checked {Printable.Count(seen.Logs, "log")} with {seen.Entries:N0} {(seen.Entries == 1 ? "entry" : "entries")}, {Printable.Count(seen.Commits, "commit")}, "
            + $"{Printable.Count(seen.States, "state")}, {Printable.Count(seen.Nodes, "node")}, {Printable.Count(seen.Packs, "pack")}, {Printable.Count(seen.Tables, "state")} of tables"
            + (shape.Data ? $", {Printable.Count(seen.Contents, "content")} ({Printable.Size(seen.ContentBytes)}) byte by byte." : "; content by its length. --data reads it."));
        Say(seen.ExpiredStates, count => $"{Printable.Count(count, "state")} expired: let go of by a collection, no damage.");
        Say(seen.Outside, count => $"{Printable.Count(count, "content")} outside the lake, {count - seen.OutsideUnread:N0} of them looked at.");
        Say(seen.LeftOut, count => $"{Printable.Count(count, "place")} left out of this partial mirror.");
        Say(seen.Erased, count => $"{Printable.Count(count, "path")} of trees {(count == 1 ? "names" : "name")} erased content, which is gone as it must be.");
        Say(seen.Unreachable ?? 0, count => $"{Printable.Count(count, "object")} ({Printable.Size(seen.UnreachableBytes)}) that nothing kept refers to: of transactions underway, failed or dropped.");
        if (shape.Repair is { } repair)
        {
            Write(output, paint, repair);
        }

        output.WriteLine(shape.Whole
            ? shape.Repair is null || shape.Damages == 0 ? "Whole: nothing is damaged." : "Whole now: nothing is damaged any more."
            : $"{paint.Red("Damaged")}: {Printable.Count(shape.Damages, "fault")}{(shape.Alike > 0 ? $", and {shape.Alike:N0} more at the same keys" : "")}.{(shape.Complete ? "" : " Nothing says which lake this is, so no more was checked.")}");

        void Say(long count, Func<long, string> words)
        {
            if (count > 0)
            {
                output.WriteLine(words(count));
            }
        }
    }

    private static void Write(TextWriter output, Paint paint, FsckRepairShape repair)
    {
        foreach (var key in repair.Repaired)
        {
            output.WriteLine($"{paint.Green(repair.DryRun ? "would repair" : "repaired")} {Printable.Name(key)}");
        }

        foreach (var left in repair.NotRepaired)
        {
            output.WriteLine($"{paint.Red("not repaired")} {Printable.Name(left.Key)}: {Printable.Name(left.Why)}");
        }

        if (repair.DryRun && repair.Repaired.Count > 0)
        {
            output.WriteLine($"Nothing was written. {(repair.DamagesLeft == 0 ? "All would be whole." : $"{Printable.Count(repair.DamagesLeft, "fault")} would be left.")}");
        }
    }
}
