using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.History;

/// <summary>Takes back a movement of a branch: as a rule by a new commit, on request by moving the branch itself.</summary>
internal sealed class Undo(Lake lake, LakeBranch branch)
{
    public async ValueTask<CommitResult> RunAsync(long? number, CommitOptions? options, CancellationToken cancellationToken)
    {
        // Before anything is judged: the movement that a retry names is no longer the last one, as its own undo followed.
        if (options?.IdempotencyKey is { } key && await branch.FindDoneAsync(key, options.Request, cancellationToken).ConfigureAwait(false) is { } done)
        {
            return done;
        }

        var movement = await FindAsync(number, cancellationToken).ConfigureAwait(false);
        options ??= new CommitOptions { Author = lake.Options.Author, Message = $"Undo entry {movement.N} of {branch.Name}: {movement.Message ?? movement.Op.ToString()}" };
        if (movement.Members is { Count: > 0 } members)
        {
            var commits = new List<Commit>();
            foreach (var member in members)
            {
                commits.Add(await lake.Store.Commits.ReadAsync(member.Commit, cancellationToken).ConfigureAwait(false));
            }

            return await new Revert(lake, branch).RunAsync(commits, options, cancellationToken).ConfigureAwait(false);
        }

        return await RollBackAsync(movement, options, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<StoredEntry> MoveBackAsync(bool force, LogOptions? options, CancellationToken cancellationToken)
    {
        var movement = await FindAsync(null, cancellationToken).ConfigureAwait(false);
        if (movement.Members is { Count: > 1 } members)
        {
            throw LakeException.Refused($"Entry {movement.N} of {branch.Name} holds {members.Count} commits of several writers; take back one of them with a revert.");
        }

        var state = new LogState(branch.Ref.Log, movement.N - 1);
        var before = movement.Before ?? throw LakeException.Refused($"{branch.Ref} was not live before entry {movement.N}.");
        var from = await lake.Store.Commits.ReadAsync(movement.After!.Value, cancellationToken).ConfigureAwait(false);
        var to = await lake.Store.Commits.ReadAsync(before, cancellationToken).ConfigureAwait(false);
        await Reset.CheckTablesAsync(branch.Name, lake.Store.TreeOf(from), lake.Store.TreeOf(to), force, cancellationToken).ConfigureAwait(false);
        options = (options ?? lake.Say($"Undo entry {movement.N}: {movement.Message}")) with { IfHead = options?.IfHead ?? from.Id };
        return await lake.Store.Moves.ResetAsync(branch.Ref, new BirthState(before, state), LogOperation.Undo, options, cancellationToken).ConfigureAwait(false);
    }

    // A jump (fast-forward, reset, undo) is taken back as a whole, which only means something while it is the last one.
    private async ValueTask<CommitResult> RollBackAsync(LogEntry movement, CommitOptions options, CancellationToken cancellationToken)
    {
        var last = await FindAsync(null, cancellationToken).ConfigureAwait(false);
        if (last.N != movement.N)
        {
            throw LakeException.Refused(
                $"Entry {movement.N} of {branch.Name} moved the branch ({movement.Op}), and others followed. Revert the commits that it brought, or roll back to {branch.Name}@{{#{movement.N - 1}}}.");
        }

        if (options.IfHead is { } wanted && wanted != movement.After)
        {
            throw LakeException.Conflict(
                $"{branch.Ref} stands at {movement.After?.Abbreviated}, not at {wanted.Abbreviated} as the condition on its head asks. Nothing was committed.");
        }

        var target = await lake.AtAsync($"branch:{branch.Name}@{{#{movement.N - 1}}}", cancellationToken).ConfigureAwait(false);
        var operation = new CommitOperation("undo", new Dictionary<string, string> { ["entry"] = $"{movement.N}", ["to"] = target.Commit.Id.ToString() });
        return await new Rollback(lake, branch).RunAsync(target, null, options with { Operation = operation, IfHead = movement.After }, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<LogEntry> FindAsync(long? number, CancellationToken cancellationToken)
    {
        var log = branch.Ref.Log;
        if (number is { } n)
        {
            var entry = (await lake.Store.Logs.TryReadAsync(log, n, cancellationToken).ConfigureAwait(false))?.Entry
                ?? throw LakeException.NotFound($"{branch.Ref} has no entry {n}.");
            return Moves(entry)
                ? entry
                : throw LakeException.Refused($"Entry {n} of {branch.Name} ({entry.Op}) moved nothing that could be taken back.");
        }

        await foreach (var stored in lake.Store.Logs.NewestFirstAsync(log, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (Moves(stored.Entry))
            {
                return stored.Entry;
            }

            if (stored.Entry.Op is not (LogOperation.Fence or LogOperation.Abort or LogOperation.Feature))
            {
                break;
            }
        }

        throw LakeException.NotFound($"{branch.Ref} has no movement to take back.");
    }

    private static bool Moves(LogEntry entry) =>
        entry.Op is LogOperation.Commit or LogOperation.FastForward or LogOperation.Reset or LogOperation.Undo;
}
