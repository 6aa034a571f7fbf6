using LakeVersion.Cli.Shapes;
using LakeVersion.Cli.Verbs;

namespace LakeVersion.Cli.Output;

/// <summary>Says in words what was done to a name.</summary>
internal static class MoveText
{
    public static void Write(Invocation run, MoveShape move)
    {
        var place = move.Name.Commit is { } commit ? $" at {run.Paint.Yellow(commit[..10])}" : "";
        run.Out.WriteLine($"{move.Kind} {Printable.Name(move.Name.Name)}: {move.Name.Operation}{place} (entry {move.Name.Entry})");
    }
}
