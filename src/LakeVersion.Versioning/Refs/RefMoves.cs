using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Publishing;

namespace LakeVersion.Versioning.Refs;

/// <summary>Deletes, restores, renames, resets and fast-forwards names.</summary>
public sealed class RefMoves
{
    private readonly LakeStore lake;

    internal RefMoves(LakeStore lake) => this.lake = lake;

    /// <summary>Deletes a name. Its log stays, and it can be restored until its states expire.</summary>
    /// <exception cref="LakeException">NotFound: not live. Refused: the default or a protected branch.</exception>
    public ValueTask<StoredEntry> DeleteAsync(RefName name, LogOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return MoveAsync(
            name,
            "delete",
            options,
            (moment, _) =>
            {
                CheckLive(name, moment);
                options.CheckHead(name, moment);
                BranchRules.Of(lake, name, moment.Settings.Value).CheckDelete("deleted");
                if (name == RefName.Branch(lake.Identity.DefaultBranch))
                {
                    throw LakeException.Refused($"{name} is the lake's default branch and cannot be deleted.");
                }

                return ValueTask.FromResult(new LogDraft { Op = LogOperation.Delete, After = null, Message = options.Message ?? $"Delete {name}" });
            },
            cancellationToken);
    }

    /// <summary>Makes a deleted name live again where it last stood.</summary>
    /// <exception cref="LakeException">NotFound: never existed. Conflict: it is live. Expired: its last state was let go.
    /// Refused: a check that rules ask for of branches of that name.</exception>
    public async ValueTask<StoredEntry> RestoreAsync(RefName name, LogOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        await lake.Births.CheckOtherKindAsync(name, cancellationToken).ConfigureAwait(false);
        var entry = await lake.Writer.AppendAsync(
            name,
            options.Stamp(lake, "restore"),
            async (moment, token) =>
            {
                if (moment.Head is null)
                {
                    throw LakeException.NotFound($"{name} never existed.");
                }

                options.CheckHead(name, moment);
                if (moment.IsLive)
                {
                    throw LakeException.Conflict($"{name} is not deleted; it stands at {moment.Head.Entry.After!.Value.Abbreviated}.");
                }

                var last = await LastLiveAsync(name, moment.Head.Entry.N, token).ConfigureAwait(false);
                var source = new LogState(name.Log, last.N);
                moment.Gc.CheckSource(source);
                await lake.Gate.CheckAsync(name, moment, LogOperation.Restore, last.After!.Value, token).ConfigureAwait(false);
                return new LogDraft
                {
                    Op = LogOperation.Restore,
                    After = last.After,
                    Source = source,
                    Message = options.Message ?? $"Restore {name} at {last.After!.Value.Abbreviated}",
                };
            },
            cancellationToken).ConfigureAwait(false);
        return entry!;
    }

    /// <summary>Renames a branch or tag: the old name is closed, the new one goes on from its state.</summary>
    /// <remarks>Renaming again finishes one that stopped half-way, or answers with what it came to.</remarks>
    /// <returns>The entry that made the new name live.</returns>
    /// <exception cref="LakeException">NotFound: the old name is not live. Conflict: the new name is taken. Refused: the default or a
    /// protected branch, or a check that rules ask for of branches of the new name. Invalid: names of different kinds.</exception>
    public ValueTask<StoredEntry> RenameAsync(
        RefName from, RefName to, LogOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new RefRenaming(lake, from, to, options).RunAsync(cancellationToken);
    }

    /// <summary>Moves a branch to any commit; or, as <see cref="LogOperation.Undo"/>, back to an earlier state of its own.</summary>
    /// <exception cref="LakeException">Refused: a protected branch, or a check that its rules ask for. Expired: the state was let go. Conflict: the head is not the one asked for.</exception>
    public ValueTask<StoredEntry> ResetAsync(
        RefName branch, BirthState target, LogOperation operation, LogOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        CheckBranch(branch);
        if (operation is not (LogOperation.Reset or LogOperation.Undo))
        {
            throw LakeException.Invalid($"A branch is moved back by reset or undo, not by {operation}.");
        }

        return MoveAsync(
            branch,
            operation.ToString(),
            options,
            async (moment, token) =>
            {
                CheckLive(branch, moment);
                options.CheckHead(branch, moment);
                BranchRules.Of(lake, branch, moment.Settings.Value).CheckReset();
                if (target.Source is { } source)
                {
                    moment.Gc.CheckSource(source);
                }

                await lake.Gate.CheckAsync(branch, moment, operation, target.Commit, token).ConfigureAwait(false);
                return new LogDraft
                {
                    Op = operation,
                    After = target.Commit,
                    Source = target.Source,
                    Message = options.Message ?? $"Reset {branch} to {target.Commit.Abbreviated}",
                };
            },
            cancellationToken);
    }

    /// <summary>Moves a branch forward to a commit that descends from its state; null where it stands there already.</summary>
    /// <exception cref="LakeException">Refused: the histories have parted, or a check that the branch's rules ask for.</exception>
    public ValueTask<StoredEntry?> FastForwardAsync(
        RefName branch, Commit target, LogState? source, LogOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(target);
        CheckBranch(branch);
        return lake.Writer.AppendAsync(
            branch,
            options.Stamp(lake, "fast-forward"),
            async (moment, token) =>
            {
                CheckLive(branch, moment);
                options.CheckHead(branch, moment);
                if (source is { } s)
                {
                    moment.Gc.CheckSource(s);
                }

                var head = await lake.Commits.ReadAsync(moment.Head!.Entry.After!.Value, token).ConfigureAwait(false);
                if (await lake.Ancestry.IsAncestorAsync(target, head, token).ConfigureAwait(false))
                {
                    return null;
                }

                if (!await lake.Ancestry.IsAncestorAsync(head, target, token).ConfigureAwait(false))
                {
                    throw LakeException.Refused(
                        $"{branch} has moved on since {target.Id.Abbreviated} branched off, so it cannot be fast-forwarded. Merge it instead.");
                }

                if (options.IsDirect)
                {
                    BranchRules.Of(lake, branch, moment.Settings.Value).CheckDirectCommit();
                }

                await lake.Gate.CheckAsync(branch, moment, LogOperation.FastForward, target.Id, token).ConfigureAwait(false);
                return new LogDraft
                {
                    Op = LogOperation.FastForward,
                    After = target.Id,
                    Source = source,
                    // They are states of this log from now on: retention and lookup by id find them here.
                    Brings = await BroughtCommits.OfAsync(lake, head, [target], moment.Gc, token).ConfigureAwait(false),
                    Message = options.Message ?? $"Fast-forward {branch} to {target.Id.Abbreviated}",
                };
            },
            cancellationToken);
    }

    /// <summary>Learns what became of a movement whose outcome was unknown (<see cref="UnknownOutcomeException"/>), and settles it for good.</summary>
    /// <returns>The entry that stands at the number now: the movement's own, another's, or an abort that this call wrote, after
    /// which the movement can never take effect. Compare <see cref="LogEntry.Tx"/> and that of the members.</returns>
    /// <exception cref="LakeException">NotFound: the log does not reach so far, so the number cannot have been tried.</exception>
    public ValueTask<StoredEntry> SettleAsync(RefName name, long number, LogOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return lake.Writer.ResolveAsync(name, number, options.Stamp(lake) with { Key = null }, cancellationToken);
    }

    internal static void CheckLive(RefName name, LogMoment moment)
    {
        if (!moment.IsLive)
        {
            throw LakeException.NotFound(moment.Head is null
                ? $"{name} does not exist."
                : $"{name} is not live (entry {moment.Head.Entry.N}: {moment.Head.Entry.Op}). Bring it back with: lv {name.KindWord} restore {name.Name}");
        }
    }

    private static void CheckBranch(RefName name)
    {
        if (name.Kind != RefKind.Branch)
        {
            throw LakeException.Invalid($"{name} stands still; only branches move.");
        }
    }

    private async ValueTask<StoredEntry> MoveAsync(
        RefName name, string movement, LogOptions options, Func<LogMoment, CancellationToken, ValueTask<LogDraft>> decide, CancellationToken cancellationToken)
    {
        var entry = await lake.Writer.AppendAsync(
            name, options.Stamp(lake, movement), async (moment, token) => await decide(moment, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        return entry!;
    }

    private async ValueTask<LogEntry> LastLiveAsync(RefName name, long from, CancellationToken cancellationToken)
    {
        await foreach (var stored in lake.Logs.NewestFirstAsync(name.Log, from, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (stored.Entry.Op == LogOperation.Renamed)
            {
                throw LakeException.Refused($"{name} was renamed to '{stored.Entry.Name}'; rename that back, or branch from it.");
            }

            if (stored.Entry.IsLive)
            {
                return stored.Entry;
            }
        }

        throw LakeException.NotFound($"{name} was reserved but never created.");
    }
}
