using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Shapes;
using LakeVersion.Cli.Verbs;
using LakeVersion.Storage;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Cli.Writing;

/// <summary>Runs a verb whose commit the branch makes by one call, such as a revert or rollback, and shows what it changed.</summary>
internal static class BranchWrite
{
    /// <summary>Calls the branch; with <c>--dry-run</c> on a lake whose writes stay in memory.</summary>
    /// <param name="run">The command.</param>
    /// <param name="flags">Its options; <c>--tx</c> is refused, since the branch's call makes a commit of its own.</param>
    /// <param name="verb">The verb, for the answer.</param>
    /// <param name="message">The commit's message where the user gave none.</param>
    /// <param name="act">The call.</param>
    /// <param name="cancellationToken">Ends the wait; the commit may still take effect.</param>
    /// <param name="branchName">The branch; null for the chosen one.</param>
    /// <param name="request">What is asked for; null for the command's own words.</param>
    /// <param name="figures">What is counted besides, once the call is done; null for nothing.</param>
    /// <returns>The exit code.</returns>
    public static async ValueTask<int> RunAsync(
        Invocation run,
        CommitFlags flags,
        string verb,
        string message,
        Func<LakeBranch, CommitOptions, CancellationToken, ValueTask<CommitResult>> act,
        CancellationToken cancellationToken,
        string? branchName = null,
        string? request = null,
        Func<IReadOnlyDictionary<string, long>?>? figures = null)
    {
        if (run.Get(flags.Transaction) is not null)
        {
            throw LakeException.Invalid($"--tx does not go with {verb}: it makes a commit of its own.");
        }

        var dryRun = run.Get(flags.DryRun);
        var lake = await run.OpenAsync(cancellationToken, run.Get(flags.Author), dryRun);
        var branch = lake.Branch(branchName ?? run.BranchName(lake));
        var options = await WriteSession.OptionsAsync(run, flags, lake, verb, message, null, request ?? run.Asked(), cancellationToken);
        var done = options.IdempotencyKey is { } key ? await branch.FindDoneAsync(key, options.Request, cancellationToken) : null;
        var result = done ?? await act(branch, options, cancellationToken);
        var shape = WriteText.With(new WriteShape { Verb = verb, Status = "", Branch = branch.Name, Message = options.Message, Figures = figures?.Invoke() }, result);
        if (result.Status == CommitStatus.Committed)
        {
            try
            {
                shape = await WithChangesAsync(shape, lake, result, dryRun, cancellationToken);
            }
            catch (LakeException e) when (!dryRun && e.Kind == LakeErrorKind.Unavailable)
            {
                // The commit is made: that it cannot be counted now is no reason to call it failed.
            }
        }

        run.Show(shape, LvJson.Default.WriteShape, answer => WriteText.Write(run, answer));
        return Running.ExitCode.Done;
    }

    private static async ValueTask<WriteShape> WithChangesAsync(
        WriteShape shape, Lake lake, CommitResult result, bool dryRun, CancellationToken cancellationToken)
    {
        var before = await lake.AtAsync(result.Commit.Record.Parents[0].ToString(), cancellationToken);
        var after = await lake.AtAsync(result.Commit.Id.ToString(), cancellationToken);
        var difference = DifferenceShape.Of(await before.CompareAsync(after, cancellationToken: cancellationToken));
        shape = shape with
        {
            Transaction = result.Commit.Record.Tx.ToString(),
            Added = difference.Files.Count(file => file.Kind == "added"),
            Changed = difference.Files.Count(file => file.Kind == "changed"),
            Removed = difference.Files.Count(file => file.Kind == "removed"),
            Tables = [.. difference.Tables.Select(table => table.Path)],
        };
        return !dryRun ? shape : shape with
        {
            Status = "dryRun",
            Commit = null,
            Entry = null,
            Transaction = null,
            Changes =
            [
                .. difference.Files.Select(file => new ChangeShape(file.Path, file.Kind, false, file.AfterBytes))
                    .Concat(difference.Tables.Select(table => new ChangeShape(table.Path, table.Kind, true, null)))
                    .OrderBy(change => change.Path, Utf8Order.Comparer),
            ],
        };
    }
}
