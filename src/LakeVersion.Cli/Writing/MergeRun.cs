using System.Text.Json;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Cli.Verbs;
using LakeVersion.Merging;
using LakeVersion.Storage;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Cli.Writing;

/// <summary>Runs a verb that may meet conflicts: shows what came of it, and what conflicts.</summary>
internal sealed class MergeRun(Invocation run, string verb, CommitFlags flags, DecisionFlags decisions)
{
    private const int Named = 3;

    /// <summary>Calls the branch; with <c>--dry-run</c> on a lake whose writes stay in memory.</summary>
    /// <param name="branchName">The branch; null for the chosen one.</param>
    /// <param name="isCheck">True only asks: the exit code tells whether there are conflicts.</param>
    /// <param name="act">The call.</param>
    /// <param name="cancellationToken">Ends the wait; a commit may still take effect.</param>
    /// <exception cref="LakeException">Conflict: conflicts are left; they were shown.</exception>
    public async ValueTask<int> RunAsync(
        string? branchName, bool isCheck, Func<LakeBranch, CommitOptions, MergeResolution, CancellationToken, ValueTask<MergeResult>> act, CancellationToken cancellationToken)
    {
        var isDryRun = isCheck || run.Get(flags.DryRun);
        var lake = await OpenAsync(isDryRun, cancellationToken);
        var branch = lake.Branch(branchName ?? run.BranchName(lake));
        var options = await WriteSession.OptionsAsync(run, flags, lake, verb, "", null, run.Asked(), cancellationToken);
        var result = await act(branch, options, await decisions.ReadAsync(run, cancellationToken), cancellationToken);
        await ShowAsync(lake, branch, result, isDryRun, cancellationToken);
        if (result.Conflicts.Count == 0)
        {
            return ExitCode.Done;
        }

        var saved = await decisions.SaveAsync(run, result.Conflicts, cancellationToken);
        return isCheck ? ExitCode.No : throw Left(result, saved);
    }

    /// <summary>Opens the lake, and refuses what does not go with a commit of its own.</summary>
    public async ValueTask<Lake> OpenAsync(bool isDryRun, CancellationToken cancellationToken) => run.Get(flags.Transaction) is null
        ? await run.OpenAsync(cancellationToken, run.Get(flags.Author), isDryRun)
        : throw LakeException.Invalid($"--tx does not go with {verb}: it makes a commit of its own.");

    /// <summary>Shows conflicts, saves them where that is wanted, and gives the failure to throw.</summary>
    public async ValueTask<LakeException> FailAsync(Lake lake, LakeBranch branch, MergeResult result, CancellationToken cancellationToken)
    {
        await ShowAsync(lake, branch, result, run.Get(flags.DryRun), cancellationToken);
        return Left(result, await decisions.SaveAsync(run, result.Conflicts, cancellationToken));
    }

    private async ValueTask ShowAsync(Lake lake, LakeBranch branch, MergeResult result, bool isDryRun, CancellationToken cancellationToken)
    {
        var entry = await EntryAsync(lake, branch, result, cancellationToken);
        var shape = new MergeShape
        {
            Verb = verb,
            Status = JsonNamingPolicy.CamelCase.ConvertName(result.Status.ToString()),
            IsDryRun = isDryRun,
            Name = NameShape.Of(branch.Ref, entry.Entry),
            Before = result.Ours.Id.ToString(),
            Theirs = result.Theirs.Id.ToString(),
            Replayed = result.Replayed,
            LeftOut = result.LeftOut.Count > 0 ? [.. result.LeftOut.Select(commit => commit.Id.ToString())] : null,
            At = result.At?.Id.ToString(),
            Changes = isDryRun && result.Head.Id != result.Ours.Id ? await ChangesAsync(lake, result, cancellationToken) : null,
            Conflicts = [.. result.Conflicts.Select(MergeConflictShape.Of)],
        };
        run.Show(shape, LvJson.Default.MergeShape, answer => MergeText.Write(run, answer));
    }

    // A step that was done before under its key is shown as it ended then.
    private static async ValueTask<StoredEntry> EntryAsync(Lake lake, LakeBranch branch, MergeResult result, CancellationToken cancellationToken) =>
        result.Moved
        ?? (result.Commit is { Status: CommitStatus.Replayed, State: var state } ? await lake.Store.Logs.ReadAsync(state.Log, state.N, cancellationToken) : null)
        ?? (await lake.Store.Logs.HeadAsync(branch.Ref.Log, cancellationToken))!;

    private static async ValueTask<IReadOnlyList<ChangeShape>> ChangesAsync(Lake lake, MergeResult result, CancellationToken cancellationToken)
    {
        var before = await lake.AtAsync(result.Ours.Id.ToString(), cancellationToken);
        var after = await lake.AtAsync(result.Head.Id.ToString(), cancellationToken);
        var difference = DifferenceShape.Of(await before.CompareAsync(after, cancellationToken: cancellationToken));
        return
        [
            .. difference.Files.Select(file => new ChangeShape(file.Path, file.Kind, false, file.AfterBytes))
                .Concat(difference.Tables.Select(table => new ChangeShape(table.Path, table.Kind, true, null)))
                .OrderBy(change => change.Path, Utf8Order.Comparer),
        ];
    }

    private LakeException Left(MergeResult result, string? saved)
    {
        var count = Printable.Count(result.Conflicts.Count, "conflict");
        var where = string.Join("; ", result.Conflicts.Take(Named).Select(conflict => conflict.Subject));
        var at = result.At is { } commit ? $" at {commit.Id.Abbreviated} (\"{commit.Record.Subject}\")" : "";
        var next = saved is null
            ? "Take a side with --ours or --theirs, or --save FILE, decide there, and --resolve FILE."
            : $"Decide them in '{saved}' (\"take\": \"ours\", \"theirs\", \"base\" or \"value\"), then: lv {verb} … --resolve {saved}";
        return LakeException.Conflict($"{count}{at}: {where}{(result.Conflicts.Count > Named ? "; …" : "")}. Nothing was changed. {next}");
    }
}
