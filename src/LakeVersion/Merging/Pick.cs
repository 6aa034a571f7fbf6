using LakeVersion.Changes;
using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Merging;

/// <summary>Brings one commit's own change, against its first parent or beyond what is there already, into a transaction, and says what the commit made anew is to say.</summary>
internal sealed class Pick(Lake lake, PickOptions options)
{
    /// <summary>Brings the change in; what is left undecided, in order.</summary>
    public async ValueTask<IReadOnlyList<MergeConflict>> ApplyAsync(
        LakeTransaction change, OwnCommit own, DecisionBook book, CancellationToken cancellationToken)
    {
        var commit = own.Commit;
        if (commit.Record.Parents.Count == 0)
        {
            throw LakeException.Refused("The root commit changed nothing and cannot be picked.");
        }

        var sides = new MergeBaseTree(lake, change);
        var before = own.Origin is { } origin
            ? await sides.BuildAsync(origin, cancellationToken).ConfigureAwait(false)
            : await sides.SideAsync(commit.Record.Parents[0], cancellationToken).ConfigureAwait(false);
        var after = await sides.SideAsync(commit, cancellationToken).ConfigureAwait(false);
        return await new TreeMerge(lake, change, book.Decide, commit.Id).RunAsync(before, after, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The commit's own message and author; the committer is who does it.</summary>
    public CommitOptions Say(OwnCommit made, string operation)
    {
        var commit = made.Commit;
        var own = options.Commit ?? new CommitOptions { Author = lake.Options.Author, Message = "" };
        var figures = new Dictionary<string, string> { ["commit"] = commit.Id.ToString() };
        if (made.Origin is not null)
        {
            figures[AppliedCommit.PickedBeyondBase] = "true";
        }

        return own with
        {
            Message = own.Message.Length > 0 ? own.Message : commit.Record.Message,
            Author = commit.Record.Author,
            Committer = own.Committer ?? own.Author,
            Metadata = own.Metadata ?? commit.Record.Metadata,
            Operation = new CommitOperation(operation, figures),
            Applied = [new AppliedCommit(commit.Id, AppliedCommit.Picked)],
            MergeParents = [],
        };
    }
}
