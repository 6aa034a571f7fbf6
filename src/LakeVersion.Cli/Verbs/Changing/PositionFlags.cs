using System.CommandLine;
using LakeVersion.Delta.Altering;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Verbs.Changing;

/// <summary><c>--first</c> and <c>--after</c>: where a column stands.</summary>
internal sealed class PositionFlags
{
    private readonly Option<bool> first = new("--first") { Description = "Before all others" };
    private readonly Option<string?> after = new("--after") { Description = "Behind this column", HelpName = "column" };

    public void AddTo(Command command)
    {
        command.Add(first);
        command.Add(after);
    }

    /// <summary>The place; null where none was given.</summary>
    /// <exception cref="LakeException">Invalid: both were given.</exception>
    public ColumnPosition? Read(Invocation run) => (run.Get(first), run.Get(after)) switch
    {
        (true, not null) => throw LakeException.Invalid("--first and --after exclude each other."),
        (true, _) => ColumnPosition.First,
        (_, { } column) => new ColumnPosition(column),
        _ => null,
    };
}
