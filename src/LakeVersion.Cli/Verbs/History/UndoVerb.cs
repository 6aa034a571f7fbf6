using System.CommandLine;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Cli.Writing;
using LakeVersion.Storage;
using LakeVersion.Versioning.Logs;

namespace LakeVersion.Cli.Verbs.History;

/// <summary><c>lv undo</c>: takes back a movement of a branch.</summary>
internal sealed class UndoVerb : Verb
{
    private readonly Argument<string?> place = new("branch#n")
    {
        Description = "The movement, an entry as 'lv audit' shows it; else the branch's last one, which after an undo is the undo",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> move = new("--move") { Description = "Move the branch back instead of making a commit; the last movement alone" };
    private readonly Option<bool> force = new("--force") { Description = "With --move: also where a table's log would go back" };
    private readonly CommitFlags flags = new();
    private readonly YesFlag yes = new();

    public UndoVerb()
        : base(
            "undo",
            "Take back a movement of a branch: by a new commit, or with --move by moving the branch.",
            "lv undo",
            "lv undo main#17 -m \"Loaded the wrong day\"",
            "lv undo --move --yes")
    {
        Add(place);
        Add(move);
        Add(force);
        flags.AddTo(this);
        yes.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        if (run.Get(move))
        {
            return await MoveBackAsync(run, cancellationToken);
        }

        if (run.Get(force))
        {
            throw LakeException.Invalid("--force goes with --move.");
        }

        var lake = await run.OpenAsync(cancellationToken, run.Get(flags.Author), run.Get(flags.DryRun));
        var chosen = run.BranchName(lake);
        (string Name, long? N) entry = run.Get(place) is { } text ? EntryText.Parse(text, chosen) : (chosen, null);
        var what = entry.N is { } n ? $"entry {n}" : "the last movement";
        return await BranchWrite.RunAsync(
            run,
            flags,
            "undo",
            $"Undo {what} of {entry.Name}",
            (branch, options, token) => branch.UndoAsync(entry.N, options, token),
            cancellationToken,
            entry.Name);
    }

    private async ValueTask<int> MoveBackAsync(Invocation run, CancellationToken cancellationToken)
    {
        if (run.Get(place) is not null || run.Get(flags.DryRun) || run.Get(flags.Transaction) is not null || run.Get(flags.Meta) is { Length: > 0 })
        {
            throw LakeException.Invalid("--move takes back the last movement of the branch and makes no commit: it takes no entry, --dry-run, --tx or --meta.");
        }

        var lake = await run.OpenAsync(cancellationToken);
        var branch = lake.Branch(run.BranchName(lake));
        if (!await yes.AgreedAsync(run, $"This moves {branch.Name} back to where it stood before its last movement", cancellationToken))
        {
            return ExitCode.No;
        }

        var options = new LogOptions
        {
            Author = run.Author(run.Get(flags.Author)),
            Message = run.Get(flags.Message),
            IfHead = await HeadCondition.ReadAsync(lake, run.Get(flags.IfHead), cancellationToken),
            IdempotencyKey = run.Get(flags.IdempotencyKey),
            Request = run.Asked(),
        };
        var moved = await branch.UndoMovementAsync(run.Get(force), options, cancellationToken);
        run.Show(MoveShape.Of(branch.Ref, moved), LvJson.Default.MoveShape, shape => MoveText.Write(run, shape));
        return ExitCode.Done;
    }
}
