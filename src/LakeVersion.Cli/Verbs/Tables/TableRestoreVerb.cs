using System.CommandLine;
using LakeVersion.Cli.Lakes;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Writing;
using LakeVersion.Storage;
using LakeVersion.Versioning.Revisions;

namespace LakeVersion.Cli.Verbs.Tables;

/// <summary><c>lv table restore</c>: a table goes forward by a version with earlier content.</summary>
internal sealed class TableRestoreVerb : Verb
{
    private readonly Argument<string> table = new("table") { Description = "The table" };
    private readonly Option<string?> at = new("--at") { Description = "As it was at this revision; also brings a dropped table back", HelpName = "rev" };
    private readonly Option<long?> version = new("--version") { Description = "As this version of its own log has it", HelpName = "number" };
    private readonly Option<string?> asOf = new("--as-of") { Description = "As its own log had it at a time", HelpName = "time" };
    private readonly CommitFlags commit = new();

    public TableRestoreVerb()
        : base(
            "restore",
            "Bring a table's content back to what it was, by a new version and commit.",
            "lv table restore flights --version 3",
            "lv table restore flights --as-of \"2 days ago\"",
            "lv table restore raw/dropped --at main~1")
    {
        Add(table);
        Add(at);
        Add(version);
        Add(asOf);
        commit.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        if (new object?[] { run.Get(at), run.Get(version), run.Get(asOf) }.Count(given => given is not null) != 1)
        {
            throw LakeException.Invalid("Say to what: one of --at, --version and --as-of.");
        }

        if (run.Get(at) is { } revision)
        {
            return await RestoreAtAsync(run, revision, cancellationToken);
        }

        var session = await WriteSession.BeginAsync(run, commit, raw: false, cancellationToken);
        if (await session.ShowDoneAsync("table restore", cancellationToken))
        {
            return Running.ExitCode.Done;
        }

        var path = LakePlace.ToWrite(run.Get(table), session.Branch).TrimEnd('/');
        var target = run.Get(version) ?? await VersionAtAsync(run, session, path, run.Get(asOf)!, cancellationToken);
        await session.Change.Table(path).RestoreAsync(target, cancellationToken: cancellationToken);
        return await session.FinishAsync("table restore", $"Restore table {path} to version {target}", null, cancellationToken);
    }

    private static async ValueTask<long> VersionAtAsync(Invocation run, WriteSession session, string path, string time, CancellationToken cancellationToken)
    {
        var head = await session.Lake.Branch(session.Branch).HeadAsync(cancellationToken);
        var then = await head.Table(path).OpenAsync(asOf: RevisionTime.Parse($"--as-of {time}", time, run.Context.Time.GetUtcNow()), cancellationToken: cancellationToken);
        return then.Version;
    }

    private async Task<int> RestoreAtAsync(Invocation run, string revision, CancellationToken cancellationToken)
    {
        var lake = await run.OpenAsync(cancellationToken, run.Get(commit.Author), run.Get(commit.DryRun));
        var path = LakePlace.ToWrite(run.Get(table), run.BranchName(lake)).TrimEnd('/');
        await (await lake.AtAsync(revision, cancellationToken)).Table(path).OpenAsync(cancellationToken: cancellationToken);
        return await BranchWrite.RunAsync(
            run,
            commit,
            "table restore",
            $"Restore table {path} to {revision}",
            (branch, options, token) => branch.RollbackAsync(revision, path, options, token),
            cancellationToken);
    }
}
