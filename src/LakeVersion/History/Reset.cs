using LakeVersion.Storage;
using LakeVersion.Tables;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.History;

/// <summary>Moves a branch to another revision.</summary>
internal sealed class Reset(Lake lake, LakeBranch branch)
{
    public async ValueTask<StoredEntry> RunAsync(string revision, bool force, LogOptions? options, CancellationToken cancellationToken)
    {
        var head = await branch.HeadAsync(cancellationToken).ConfigureAwait(false);
        var target = await lake.AtAsync(revision, cancellationToken).ConfigureAwait(false);
        await CheckTablesAsync(branch.Name, head.Tree, target.Tree, force, cancellationToken).ConfigureAwait(false);
        options = (options ?? lake.Say()) with { IfHead = options?.IfHead ?? head.Commit.Id };
        return await lake.Store.Moves.ResetAsync(branch.Ref, target.Revision.AsBirth, LogOperation.Reset, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Refuses, unless forced, where a table's log would lose or change versions: readers of it rely on their numbers.</summary>
    public static async ValueTask CheckTablesAsync(string branch, Tree from, Tree to, bool force, CancellationToken cancellationToken)
    {
        if (force)
        {
            return;
        }

        await foreach (var change in TreeDiff.CompareAsync(from, to, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (change.Before is not null && TablePath.IsInLog(change.Path.Value))
            {
                throw LakeException.Refused(
                    $"Moving branch '{branch}' there would take the log of the table '{TablePath.OfLogFile(change.Path.Value)}' back, and readers that know its versions would be misled. Use a rollback, which goes forward, or force it.");
            }
        }
    }
}
