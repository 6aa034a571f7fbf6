using LakeVersion.Storage;
using LakeVersion.Versioning.Logs;

namespace LakeVersion.Versioning.Refs;

/// <summary>Makes names live (protocol: writers, rule 7).</summary>
/// <remarks>
/// A new log gets entry 1, reserve, without a commit. Only after it exists is the newest collection record read, and entry
/// 2, create, written: a collection either fences the reserved name, or its record is seen here.
/// </remarks>
public sealed class RefBirths
{
    private readonly LakeStore lake;

    internal RefBirths(LakeStore lake) => this.lake = lake;

    /// <summary>Creates a branch, tag or keep at a commit. One or two writes.</summary>
    /// <exception cref="LakeException">Conflict: the name is live, or the other kind has it. Expired: the state was let go.
    /// Refused: a check that rules ask for of branches of that name.</exception>
    public async ValueTask<StoredEntry> CreateAsync(
        RefName name, BirthState start, LogOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var stamp = options.Stamp(lake, "create");
        if (await ByKeyAsync(name, stamp, cancellationToken).ConfigureAwait(false) is { } earlier)
        {
            return earlier;
        }

        await CheckOtherKindAsync(name, cancellationToken).ConfigureAwait(false);
        if (!lake.Mutants.HasFlag(WriterMutants.NoReserve))
        {
            await ReserveAsync(name, null, stamp, cancellationToken).ConfigureAwait(false);
        }

        var entry = await lake.Writer.AppendAsync(
            name,
            stamp,
            async (moment, token) =>
            {
                options.CheckHead(name, moment);
                await CheckFreeAsync(name, moment, renamedFrom: null, token).ConfigureAwait(false);
                if (start.Source is { } source)
                {
                    moment.Gc.CheckSource(source);
                }

                await lake.Gate.CheckAsync(name, moment, LogOperation.Create, start.Commit, token).ConfigureAwait(false);
                return new LogDraft
                {
                    Op = LogOperation.Create,
                    After = start.Commit,
                    Source = start.Source,
                    Message = options.Message ?? $"Create {name} at {start.Commit.Abbreviated}",
                };
            },
            cancellationToken).ConfigureAwait(false);
        return entry!;
    }

    /// <summary>The entry that has a movement's idempotency key; null where none has it or the key is null.</summary>
    /// <exception cref="LakeException">Conflict: the key was used for something else.</exception>
    internal async ValueTask<StoredEntry?> ByKeyAsync(RefName name, LogStamp stamp, CancellationToken cancellationToken)
    {
        if (stamp.Key is not { } key)
        {
            return null;
        }

        var moment = await lake.Writer.LookAsync(name.Log, cancellationToken).ConfigureAwait(false);
        if (await new KeySearch(lake, name.Log).FindAsync(key, moment, cancellationToken).ConfigureAwait(false) is not { } hit)
        {
            return null;
        }

        RequestDigest.CheckMovement(key, hit, stamp.Request);
        return hit.Stored;
    }

    /// <summary>Takes a name: where it has no log yet, or for a renaming that is not noted there.</summary>
    internal async ValueTask ReserveAsync(RefName name, RefName? renamedFrom, LogStamp stamp, CancellationToken cancellationToken)
    {
        await lake.Writer.AppendAsync(
            name,
            stamp with { Key = null },
            async (moment, token) =>
            {
                var last = await CheckFreeAsync(name, moment, renamedFrom, token).ConfigureAwait(false);
                var wanted = last is null || (last.Op == LogOperation.Reserve ? last.Name != renamedFrom?.Name : renamedFrom is not null);
                return wanted
                    ? new LogDraft { Op = LogOperation.Reserve, After = null, Name = renamedFrom?.Name, Message = $"Reserve {name}" }
                    : null;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Refuses a name that the other kind of ref has.</summary>
    /// <remarks>Two requests cannot be decided by one: a branch and a tag that are made at the same moment can both come to be.</remarks>
    internal async ValueTask CheckOtherKindAsync(RefName name, CancellationToken cancellationToken)
    {
        RefName? other = name.Kind switch
        {
            RefKind.Branch => RefName.Tag(name.Name),
            RefKind.Tag => RefName.Branch(name.Name),
            _ => null,
        };
        if (other is { } o && await lake.Logs.HeadAsync(o.Log, cancellationToken).ConfigureAwait(false) is { Entry.IsLive: true })
        {
            throw LakeException.Conflict($"{o} exists; a {name.KindWord} of the same name would make '{name.Name}' ambiguous. Choose another name.");
        }
    }

    // Returns the last movement of the name; null where its log has none.
    private async ValueTask<LogEntry?> CheckFreeAsync(
        RefName name, LogMoment moment, RefName? renamedFrom, CancellationToken cancellationToken)
    {
        if (moment.IsLive)
        {
            throw LakeException.Conflict($"{name} exists already, at {moment.Head!.Entry.After!.Value.Abbreviated}.");
        }

        var last = (await lake.Logs.MovementAsync(moment.Head, cancellationToken).ConfigureAwait(false))?.Entry;
        if (last is { Op: LogOperation.Reserve, Name: { } from } && from != renamedFrom?.Name
            && await CanStillRenameAsync(name, from, cancellationToken).ConfigureAwait(false))
        {
            throw LakeException.Conflict($"{name} is reserved for the renaming of '{from}', which did not finish. Finish it: lv {name.KindWord} rename {from} {name.Name}");
        }

        return last;
    }

    // A reservation for a name that is gone, or went elsewhere, would keep its own name from everyone for ever.
    private async ValueTask<bool> CanStillRenameAsync(RefName to, string from, CancellationToken cancellationToken)
    {
        var log = (to.Kind == RefKind.Tag ? RefName.Tag(from) : RefName.Branch(from)).Log;
        var head = await lake.Logs.HeadAsync(log, cancellationToken).ConfigureAwait(false);
        var last = await lake.Logs.MovementAsync(head, cancellationToken).ConfigureAwait(false);
        return last?.Entry is { IsLive: true } or { Op: LogOperation.Renamed } && (last.Entry.IsLive || last.Entry.Name == to.Name);
    }
}
