using System.Globalization;
using LakeVersion.Changes;
using LakeVersion.Cli.Lakes;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Shapes;
using LakeVersion.Cli.Verbs;
using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Cli.Writing;

/// <summary>The transaction of a writing verb: one on the branch, ended by a commit, or with <c>--tx</c> a step of a staged one.</summary>
/// <remarks>With <c>--dry-run</c> all is done as usual, but every write of it stays in memory (<see cref="DryRunStore"/>).</remarks>
internal sealed class WriteSession
{
    private readonly Invocation run;
    private readonly CommitFlags flags;
    private readonly bool isStaged;
    private readonly ChangePreview preview;

    private WriteSession(Invocation run, CommitFlags flags, Lake lake, LakeTransaction change, bool isStaged)
    {
        this.run = run;
        this.flags = flags;
        this.isStaged = isStaged;
        Lake = lake;
        Request = run.Asked();
        Change = change;
        preview = new ChangePreview(change.Inner);
    }

    /// <summary>The lake; in a dry run one whose writes stay in memory.</summary>
    public Lake Lake { get; }

    /// <summary>What the command asks for, in words; a verb whose sources count by their content says so itself.</summary>
    public string Request { get; set; }

    /// <summary>What the verb puts its changes into.</summary>
    public LakeTransaction Change { get; }

    /// <summary>The branch that it is for.</summary>
    public string Branch => Change.Inner.Branch.Name;

    /// <summary>Opens the lake and begins; all is disposed of at the end of the run.</summary>
    /// <param name="run">The command.</param>
    /// <param name="flags">Its options.</param>
    /// <param name="raw">True goes round the rule that files of tables are not changed one by one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async ValueTask<WriteSession> BeginAsync(
        Invocation run, CommitFlags flags, bool raw, CancellationToken cancellationToken)
    {
        var lake = await run.OpenAsync(cancellationToken, run.Get(flags.Author), run.Get(flags.DryRun));
        if (run.Get(flags.Transaction) is not { } id)
        {
            var branch = lake.Branch(run.BranchName(lake));
            var change = raw
                ? await branch.BeginRawAsync(cancellationToken)
                : await branch.BeginAsync(cancellationToken: cancellationToken);
            return new WriteSession(run, flags, lake, run.Own(change), isStaged: false);
        }

        var unfit = raw ? "--raw" : run.Get(flags.IfHead) is not null ? "--if-head" : run.Get(flags.IdempotencyKey) is not null ? "--idempotency-key" : null;
        if (unfit is not null)
        {
            throw LakeException.Invalid($"{unfit} does not go with --tx: a step makes no commit. {(raw ? "" : "Give it to 'lv commit'.")}".TrimEnd());
        }

        var staged = await lake.OpenStagedAsync(Id128.Parse(id), cancellationToken);
        return new WriteSession(run, flags, lake, run.Own(staged), isStaged: true);
    }

    /// <summary>The path to write to. One that begins with a branch or tag and a colon is a slip, not a new name with a colon in it.</summary>
    /// <exception cref="LakeException">Invalid: it names a revision.</exception>
    public async ValueTask<string> TargetAsync(string text, CancellationToken cancellationToken)
    {
        var path = LakePlace.ToWrite(text, Branch);
        if (text.Split(':', 2) is [var name, var rest] && RefName.Fault(name) is null)
        {
            foreach (var log in (string[])[RefName.Branch(name).Log, RefName.Tag(name).Log])
            {
                if (await Lake.Store.Logs.HeadAsync(log, cancellationToken) is { Entry.IsLive: true })
                {
                    throw LakeException.Invalid($"'{text}': changes go to the head of a branch, here '{Branch}'; choose another with --branch, and give the path alone: {rest}");
                }
            }
        }

        return path;
    }

    /// <summary>Shows the earlier commit that has the idempotency key; false where there is none and the work is to be done.</summary>
    /// <exception cref="LakeException">Conflict: the key was used for another request.</exception>
    public async ValueTask<bool> ShowDoneAsync(string verb, CancellationToken cancellationToken)
    {
        if (run.Get(flags.IdempotencyKey) is not { } key || await Lake.Branch(Branch).FindDoneAsync(key, Request, cancellationToken) is not { } done)
        {
            return false;
        }

        var shape = WriteText.With(new WriteShape { Verb = verb, Status = "", Branch = Branch, Message = "" }, done);
        run.Show(shape, LvJson.Default.WriteShape, answer => WriteText.Write(run, answer));
        return true;
    }

    /// <summary>Commits, or keeps the step, and shows what was done.</summary>
    /// <param name="verb">The verb, as it stands in the commit's operation: <c>put</c>, <c>table append</c>.</param>
    /// <param name="message">The commit's message where the user gave none.</param>
    /// <param name="figures">What the verb counts; null for nothing.</param>
    /// <param name="cancellationToken">Ends the wait; the commit may still take effect.</param>
    /// <returns>The exit code.</returns>
    public async ValueTask<int> FinishAsync(
        string verb, string message, IReadOnlyDictionary<string, long>? figures, CancellationToken cancellationToken)
    {
        message = run.Get(flags.Message) ?? message;
        var changes = await preview.ListAsync(cancellationToken);
        var shape = new WriteShape
        {
            Verb = verb,
            Status = "",
            Branch = Branch,
            Transaction = Change.Id.ToString(),
            Message = message,
            Added = Count(changes, "added"),
            Changed = Count(changes, "changed"),
            Removed = Count(changes, "removed"),
            Tables = [.. changes.Where(change => change.IsTable).Select(change => change.Path)],
            Figures = figures,
        };
        shape = isStaged
            ? await SaveAsync(shape, cancellationToken)
            : await CommitAsync(shape, cancellationToken);
        if (run.Get(flags.DryRun))
        {
            shape = shape with { Status = shape.Status is "unchanged" or "replayed" ? shape.Status : "dryRun", Changes = changes };
            shape = shape.Status == "dryRun" ? shape with { Commit = null, Entry = null, Transaction = null } : shape;
        }

        run.Show(shape, LvJson.Default.WriteShape, answer => WriteText.Write(run, answer));
        return Running.ExitCode.Done;
    }

    /// <summary>What a commit is to say, of the options; also for verbs that commit by a call of the branch.</summary>
    public static async ValueTask<CommitOptions> OptionsAsync(
        Invocation run,
        CommitFlags flags,
        Lake lake,
        string verb,
        string message,
        IReadOnlyDictionary<string, long>? figures,
        string request,
        CancellationToken cancellationToken) => new()
        {
            Message = run.Get(flags.Message) ?? message,
            Author = run.Author(run.Get(flags.Author)),
            Metadata = MetaText.Parse(run.Get(flags.Meta)),
            Operation = new CommitOperation(verb, figures?.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(CultureInfo.InvariantCulture))),
            IfHead = await HeadCondition.ReadAsync(lake, run.Get(flags.IfHead), cancellationToken),
            IdempotencyKey = run.Get(flags.IdempotencyKey),
            Request = request,
        };

    private static long Count(IReadOnlyList<ChangeShape> changes, string kind) => changes.Count(change => !change.IsTable && change.Kind == kind);

    private async ValueTask<WriteShape> SaveAsync(WriteShape shape, CancellationToken cancellationToken)
    {
        if (shape is { Added: 0, Changed: 0, Removed: 0, Tables.Count: 0 })
        {
            return shape with { Status = "unchanged" };
        }

        await Change.SaveAsync(shape.Message, cancellationToken);
        return shape with { Status = "staged" };
    }

    private async ValueTask<WriteShape> CommitAsync(WriteShape shape, CancellationToken cancellationToken)
    {
        var options = await OptionsAsync(run, flags, Lake, shape.Verb, shape.Message, shape.Figures, Request, cancellationToken);
        return WriteText.With(shape, await Change.CommitAsync(options, cancellationToken));
    }
}
