using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;

namespace LakeVersion.Versioning.Refs;

/// <summary>Deletes, restores, renames, resets and fast-forwards names.</summary>
public sealed class RefMoves
{
    private const int MaxBrings = 256;

    private readonly LakeStore lake;

    internal RefMoves(LakeStore lake) => this.lake = lake;

    /// <summary>Deletes a name. Its log stays, and it can be restored until its states expire.</summary>
    /// <exception cref="LakeException">NotFound: not live. Refused: the default or a protected branch.</exception>
    public ValueTask<StoredEntry> DeleteAsync(RefName name, LogOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return MoveAsync(
            name,
            options,
            moment =>
            {
                CheckLive(name, moment);
                Protection.Check(lake, name, moment.Settings.Value, "deleted");
                if (name == RefName.Branch(lake.Identity.DefaultBranch))
                {
                    throw LakeException.Refused($"{name} is the lake's default branch and cannot be deleted.");
                }

                return new LogDraft { Op = LogOperation.Delete, After = null, Message = options.Message ?? $"Delete {name}" };
            },
            cancellationToken);
    }

    /// <summary>Makes a deleted name live again where it last stood.</summary>
    /// <exception cref="LakeException">NotFound: never existed. Conflict: it is live. Expired: its last state was let go.</exception>
    public async ValueTask<StoredEntry> RestoreAsync(RefName name, LogOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var entry = await lake.Writer.AppendAsync(
            name,
            options.Stamp(lake),
            async (moment, token) =>
            {
                if (moment.Head is null)
                {
                    throw LakeException.NotFound($"{name} never existed.");
                }

                if (moment.IsLive)
                {
                    throw LakeException.Conflict($"{name} is not deleted; it stands at {moment.Head.Entry.After!.Value.Abbreviated}.");
                }

                var last = await LastLiveAsync(name, moment.Head.Entry.N, token).ConfigureAwait(false);
                var source = new LogState(name.Log, last.N);
                moment.Gc.CheckSource(source);
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
    /// <remarks>Reserve the new name, close the old one, create the new one. Renaming again finishes one that stopped half-way.</remarks>
    public async ValueTask<StoredEntry> RenameAsync(
        RefName from, RefName to, LogOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (from == RefName.Branch(lake.Identity.DefaultBranch))
        {
            throw LakeException.Refused($"{from} is the lake's default branch and cannot be renamed.");
        }

        var stamp = options.Stamp(lake);
        await lake.Births.ReserveAsync(to, from, stamp, cancellationToken).ConfigureAwait(false);
        var closed = await CloseAsync(from, to, options, stamp, cancellationToken).ConfigureAwait(false);
        var source = new LogState(from.Log, closed.N - 1);
        var entry = await lake.Writer.AppendAsync(
            to,
            stamp,
            (moment, _) =>
            {
                moment.Gc.CheckSource(source);
                return ValueTask.FromResult(moment.IsLive ? null : new LogDraft
                {
                    Op = LogOperation.Create,
                    After = closed.Before,
                    Source = source,
                    Name = from.Name,
                    Message = options.Message ?? $"Rename {from} to '{to.Name}'",
                });
            },
            cancellationToken).ConfigureAwait(false);
        return entry ?? (await lake.Logs.HeadAsync(to.Log, cancellationToken).ConfigureAwait(false))!;
    }

    /// <summary>Moves a branch to any commit; or, as <see cref="LogOperation.Undo"/>, back to an earlier state of its own.</summary>
    /// <exception cref="LakeException">Refused: a protected branch. Expired: the state was let go. Conflict: the head is not the one asked for.</exception>
    public ValueTask<StoredEntry> ResetAsync(
        RefName branch, BirthState target, LogOperation operation, LogOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return MoveAsync(
            branch,
            options,
            moment =>
            {
                CheckLive(branch, moment);
                options.CheckHead(branch, moment);
                Protection.Check(lake, branch, moment.Settings.Value, "moved back");
                if (target.Source is { } source)
                {
                    moment.Gc.CheckSource(source);
                }

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
    /// <exception cref="LakeException">Refused: the histories have parted.</exception>
    public ValueTask<StoredEntry?> FastForwardAsync(
        RefName branch, Commit target, LogState? source, LogOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(target);
        return lake.Writer.AppendAsync(
            branch,
            options.Stamp(lake),
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
                        $"{branch} has moved on since {target.Id.Abbreviated} branched off, so it cannot be fast-forwarded; merging parted histories is not part of this version.");
                }

                return new LogDraft
                {
                    Op = LogOperation.FastForward,
                    After = target.Id,
                    Source = source,
                    Brings = await BringsAsync(head, target, token).ConfigureAwait(false),
                    Message = options.Message ?? $"Fast-forward {branch} to {target.Id.Abbreviated}",
                };
            },
            cancellationToken);
    }

    private static void CheckLive(RefName name, LogMoment moment)
    {
        if (!moment.IsLive)
        {
            throw LakeException.NotFound(moment.Head is null
                ? $"{name} does not exist."
                : $"{name} is not live (entry {moment.Head.Entry.N}: {moment.Head.Entry.Op}). Bring it back with: lv {name.KindWord} restore {name.Name}");
        }
    }

    private async ValueTask<StoredEntry> MoveAsync(
        RefName name, LogOptions options, Func<LogMoment, LogDraft> decide, CancellationToken cancellationToken)
    {
        var entry = await lake.Writer.AppendAsync(
            name, options.Stamp(lake), (moment, _) => ValueTask.FromResult<LogDraft?>(decide(moment)), cancellationToken).ConfigureAwait(false);
        return entry!;
    }

    private async ValueTask<LogEntry> CloseAsync(
        RefName from, RefName to, LogOptions options, LogStamp stamp, CancellationToken cancellationToken)
    {
        LogEntry? closedBefore = null;
        var entry = await lake.Writer.AppendAsync(
            from,
            stamp,
            (moment, _) =>
            {
                if (moment.Head?.Entry is { Op: LogOperation.Renamed } head && head.Name == to.Name)
                {
                    closedBefore = head;
                    return ValueTask.FromResult<LogDraft?>(null);
                }

                CheckLive(from, moment);
                options.CheckHead(from, moment);
                return ValueTask.FromResult<LogDraft?>(new LogDraft
                {
                    Op = LogOperation.Renamed,
                    After = null,
                    Name = to.Name,
                    Message = options.Message ?? $"Rename {from} to '{to.Name}'",
                });
            },
            cancellationToken).ConfigureAwait(false);
        return closedBefore ?? entry!.Entry;
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

    // What a fast-forward brings are states of this log from now on: retention and lookup by id find them here.
    private async ValueTask<IReadOnlyList<CommitId>> BringsAsync(Commit head, Commit target, CancellationToken cancellationToken)
    {
        var brings = new List<CommitId>();
        for (var commit = target; commit.Id != head.Id; commit = await lake.Commits.ReadAsync(commit.Record.Parents[0], cancellationToken).ConfigureAwait(false))
        {
            brings.Add(commit.Id);
            if (brings.Count > MaxBrings || commit.Record.Generation <= head.Record.Generation)
            {
                return [target.Id];
            }
        }

        return brings;
    }
}
