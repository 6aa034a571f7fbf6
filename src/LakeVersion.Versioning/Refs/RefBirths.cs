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

    /// <summary>Creates a branch, tag or keep at a commit. Two to four writes.</summary>
    /// <exception cref="LakeException">Conflict: the name is live, or the other kind has it. Expired: the state was let go.</exception>
    public async ValueTask<StoredEntry> CreateAsync(
        RefName name, BirthState start, LogOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var stamp = options.Stamp(lake);
        await CheckOtherKindAsync(name, cancellationToken).ConfigureAwait(false);
        await ReserveAsync(name, null, stamp, cancellationToken).ConfigureAwait(false);
        var entry = await lake.Writer.AppendAsync(
            name,
            stamp,
            (moment, _) =>
            {
                CheckFree(name, moment, renaming: null);
                if (start.Source is { } source)
                {
                    moment.Gc.CheckSource(source);
                }

                return ValueTask.FromResult<LogDraft?>(new LogDraft
                {
                    Op = LogOperation.Create,
                    After = start.Commit,
                    Source = start.Source,
                    Message = options.Message ?? $"Create {name} at {start.Commit.Abbreviated}",
                });
            },
            cancellationToken).ConfigureAwait(false);
        return entry!;
    }

    /// <summary>Takes a name that has no log yet; a log that exists is left as it is.</summary>
    internal async ValueTask ReserveAsync(RefName name, RefName? renamedFrom, LogStamp stamp, CancellationToken cancellationToken)
    {
        await lake.Writer.AppendAsync(
            name,
            stamp,
            (moment, _) =>
            {
                CheckFree(name, moment, renamedFrom);
                var wanted = moment.Head is null || (renamedFrom is not null && moment.Head.Entry.Op != LogOperation.Reserve);
                return ValueTask.FromResult(wanted
                    ? new LogDraft { Op = LogOperation.Reserve, After = null, Name = renamedFrom?.Name, Message = $"Reserve {name}" }
                    : null);
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static void CheckFree(RefName name, LogMoment moment, RefName? renaming)
    {
        if (moment.IsLive)
        {
            throw LakeException.Conflict($"{name} exists already, at {moment.Head!.Entry.After!.Value.Abbreviated}.");
        }

        // A reservation that names another source belongs to an unfinished renaming.
        if (moment.Head?.Entry is { Op: LogOperation.Reserve, Name: { } from } && from != renaming?.Name)
        {
            throw LakeException.Conflict($"{name} is reserved for the renaming of '{from}', which did not finish. Finish it: lv {name.KindWord} rename {from} {name.Name}");
        }
    }

    private async ValueTask CheckOtherKindAsync(RefName name, CancellationToken cancellationToken)
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
}
