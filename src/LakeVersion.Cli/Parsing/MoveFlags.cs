using System.CommandLine;
using LakeVersion.Cli.Verbs;
using LakeVersion.Versioning.Logs;

namespace LakeVersion.Cli.Parsing;

/// <summary>The options of every verb that makes, moves or deletes a name without making a commit.</summary>
internal sealed class MoveFlags
{
    public Option<string?> Message { get; } = new("--message", "-m") { Description = "Why, in words", HelpName = "text" };

    public Option<string?> Author { get; } = CommitFlags.AuthorOption();

    public void AddTo(Command command)
    {
        command.Add(Message);
        command.Add(Author);
    }

    /// <summary>What the log is to say.</summary>
    public LogOptions Read(Invocation run) => new() { Author = run.Author(run.Get(Author)), Message = run.Get(Message) };
}
