using System.CommandLine;
using LakeVersion.Cli.Lakes;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Writing;

namespace LakeVersion.Cli.Verbs.Tables;

/// <summary><c>lv table clone</c>: a table of its own with the rows of another, in the lake.</summary>
internal sealed class TableCloneVerb : Verb
{
    private readonly Argument<string> source = new("[rev:]table") { Description = "A table of any revision" };
    private readonly Argument<string> destination = new("destination") { Description = "The new table's path on the branch" };
    private readonly Option<string?> at = new("--at") { Description = "The revision of the source", HelpName = "rev" };
    private readonly Option<long?> version = new("--version") { Description = "The rows as this version of the source's own log has them", HelpName = "number" };
    private readonly CommitFlags commit = new();

    public TableCloneVerb()
        : base(
            "clone",
            "Make a table of any revision another one on the branch, with its history and an id of its own; nothing is copied.",
            "lv table clone flights flights_try",
            "lv table clone v1.2:sales/orders sales/orders_then --version 3")
    {
        Add(source);
        Add(destination);
        Add(at);
        Add(version);
        commit.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var session = await WriteSession.BeginAsync(run, commit, raw: false, cancellationToken);
        if (await session.ShowDoneAsync("table clone", cancellationToken))
        {
            return ExitCode.Done;
        }

        var from = await LakePlace.OpenAsync(run, run.Get(source), run.Get(at), cancellationToken);
        var target = (await session.TargetAsync(run.Get(destination), cancellationToken)).TrimEnd('/');
        await session.Change.Table(target).CloneFromAsync(from.At, from.Path.TrimEnd('/'), run.Get(version), cancellationToken);
        return await session.FinishAsync("table clone", $"Clone {from.Revision}:{from.Path} to {target}", null, cancellationToken);
    }
}
