using System.CommandLine;
using LakeVersion.Cli.Lakes;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Versioning.Commits;

namespace LakeVersion.Cli.Verbs;

/// <summary><c>lv log</c>: the commits behind a revision.</summary>
internal sealed class LogVerb : Verb
{
    private readonly Argument<string?> path = new("[rev:]path")
    {
        Description = "Only commits that changed this file, folder or table",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> at = new("--at") { Description = "The revision to begin at; else the branch's head", HelpName = "rev" };
    private readonly Option<int?> count = new("--max-count", "-n") { Description = "At most so many commits", HelpName = "count" };
    private readonly Option<bool> oneLine = new("--oneline") { Description = "One line a commit" };
    private readonly Option<bool> graph = new("--graph") { Description = "Draw the lines of parents" };
    private readonly Option<bool> firstParent = new("--first-parent") { Description = "Follow first parents alone" };

    public LogVerb()
        : base(
            "log",
            "Show the commits behind a revision, newest first.",
            "lv log",
            "lv log -n 5 --oneline",
            "lv log sales/orders --at v1.2",
            "lv log v1.2:sales/orders")
    {
        Add(path);
        Add(at);
        Add(count);
        Add(oneLine);
        Add(graph);
        Add(firstParent);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var place = await LakePlace.OpenAsync(run, run.Get(path) ?? "", run.Get(at), cancellationToken);
        var lake = await run.OpenAsync(cancellationToken);
        var left = run.Get(count) ?? int.MaxValue;
        var commits = new List<Commit>();
        if (left > 0)
        {
            var changed = place.Path.Length == 0 ? null : place.Path;
            await foreach (var commit in lake.Log.WalkAsync(place.At.Commit, changed, run.Get(firstParent), cancellationToken))
            {
                commits.Add(commit);
                if (--left == 0)
                {
                    break;
                }
            }
        }

        var shape = new LogShape { Revision = place.Revision, Commits = [.. commits.Select(CommitShape.Of)] };
        run.Show(shape, LvJson.Default.LogShape, log => Write(run, log, place));
        return ExitCode.Done;
    }

    private void Write(Invocation run, LogShape log, LakePlace place)
    {
        if (log.Commits.Count == 0)
        {
            run.Out.WriteLine(place.Path.Length == 0
                ? $"No commits yet at {log.Revision}."
                : $"No commit behind {log.Revision} changed '{Printable.Name(place.Path)}'. A revision is given with --at.");
        }

        var lines = run.Get(graph) ? new CommitGraph() : null;
        foreach (var commit in log.Commits)
        {
            var text = run.Get(oneLine) ? [CommitText.OneLine(commit, run.Paint)] : CommitText.Full(commit, run.Paint);
            foreach (var line in lines?.Draw(commit.Id, commit.Parents, text) ?? text)
            {
                run.Out.WriteLine(line.TrimEnd());
            }
        }
    }
}
