using System.CommandLine;
using LakeVersion.Cli.Lakes;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Writing;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Verbs;

/// <summary><c>lv rm</c>: removes files, folders and tables from a branch.</summary>
internal sealed class RmVerb : Verb
{
    private readonly Argument<string[]> paths = new("path…") { Description = "Files; with -r folders and tables too", Arity = ArgumentArity.OneOrMore };
    private readonly Option<bool> recursive = new("--recursive", "-r") { Description = "Folders and tables with all that is in them" };
    private readonly Option<bool> raw = new("--raw") { Description = "Change files of tables one by one, to repair them" };
    private readonly CommitFlags commit = new();
    private readonly YesFlag yes = new();

    public RmVerb()
        : base(
            "rm",
            "Remove files, folders and tables from a branch. Other revisions keep them.",
            "lv rm raw/a.csv",
            "lv rm -r raw/old -m \"Drop old scans\"",
            "lv rm -r / --yes")
    {
        Add(paths);
        Add(recursive);
        Add(raw);
        commit.AddTo(this);
        yes.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var session = await WriteSession.BeginAsync(run, commit, run.Get(raw), cancellationToken);
        if (await session.ShowDoneAsync("rm", cancellationToken))
        {
            return ExitCode.Done;
        }

        var targets = run.Get(paths).Select(path => LakePlace.ToWrite(path, session.Branch)).ToList();
        if (targets.Contains("") && run.Get(recursive)
            && !await yes.AgreedAsync(run, $"This removes everything from branch {session.Branch}", cancellationToken))
        {
            return ExitCode.No;
        }

        var removed = 0L;
        foreach (var target in targets)
        {
            removed += target.Length == 0
                ? await RemoveAllAsync(run, session, cancellationToken)
                : await RemoveAsync(run, session, target, cancellationToken);
        }

        var message = targets is [{ Length: > 0 } single] ? $"Remove {single}" : $"Remove {Printable.Count(removed, "file")}";
        return await session.FinishAsync("rm", message, new Dictionary<string, long> { ["files"] = removed }, cancellationToken);
    }

    private async ValueTask<long> RemoveAsync(Invocation run, WriteSession session, string target, CancellationToken cancellationToken)
    {
        if (await session.Change.Files.DeleteAsync(target, cancellationToken))
        {
            return 1;
        }

        await foreach (var _ in session.Change.Files.ListAsync(target.TrimEnd('/') + "/", cancellationToken))
        {
            return run.Get(recursive)
                ? await session.Change.Files.DeleteFolderAsync(target, cancellationToken)
                : throw LakeException.Invalid($"'{target}' is a folder or table; remove it with -r.");
        }

        var names = new List<string>();
        await foreach (var file in session.Change.Files.ListAsync(target[..(target.LastIndexOf('/') + 1)], cancellationToken))
        {
            names.Add(file.Path);
        }

        throw LakeException.NotFound($"No file or folder '{target}' on branch '{session.Branch}'.{NearNames.Hint(target, names)}");
    }

    private async ValueTask<long> RemoveAllAsync(Invocation run, WriteSession session, CancellationToken cancellationToken)
    {
        if (!run.Get(recursive))
        {
            throw LakeException.Invalid("This is the whole lake; remove it all with -r.");
        }

        var tops = new List<string>();
        await foreach (var file in session.Change.Files.ListAsync("", cancellationToken))
        {
            var top = file.Path.Split('/', 2)[0];
            if (tops.Count == 0 || tops[^1] != top)
            {
                tops.Add(top);
            }
        }

        var removed = 0L;
        foreach (var top in tops)
        {
            removed += await RemoveAsync(run, session, top, cancellationToken);
        }

        return removed;
    }
}
