using LakeVersion.Versioning.Commits;

namespace LakeVersion.Cli.Shapes;

/// <summary>A commit in short, where it is an answer's detail.</summary>
internal sealed record CommitLineShape(string Id, string Author, DateTimeOffset Time, string Message)
{
    public static CommitLineShape Of(Commit commit) => new(commit.Id.ToString(), commit.Record.Author, commit.Record.Time, commit.Record.Message);
}
