using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Publishing;
using LakeVersion.Versioning.Settings;

namespace LakeVersion.Versioning.Refs;

/// <summary>One renaming (protocol: publishing, rule 6), or what is left of one that stopped half-way.</summary>
/// <remarks>
/// 1. The new name is reserved, naming the old one. 2. The old name is closed. 3. The new one is created at the closed state. The
/// old name is looked at first, so that a renaming that cannot work reserves nothing. Each step finds out whether it was taken.
/// </remarks>
internal sealed class RefRenaming(LakeStore lake, RefName from, RefName to, LogOptions options)
{
    private readonly LogStamp stamp = options.Stamp(lake, $"rename {from.Name}");
    private (CommitId Commit, long Settings)? passed;

    public async ValueTask<StoredEntry> RunAsync(CancellationToken cancellationToken)
    {
        CheckNames();
        if (await lake.Births.ByKeyAsync(to, stamp, cancellationToken).ConfigureAwait(false) is { } earlier)
        {
            return earlier;
        }

        var moment = await lake.Writer.LookAsync(from.Log, cancellationToken).ConfigureAwait(false);
        if (await ClosedAsync(moment, cancellationToken).ConfigureAwait(false) is not { } closed)
        {
            await CheckOpenAsync(moment, cancellationToken).ConfigureAwait(false);
            await lake.Births.CheckOtherKindAsync(to, cancellationToken).ConfigureAwait(false);
            await lake.Births.ReserveAsync(to, from, stamp, cancellationToken).ConfigureAwait(false); // 1
            closed = await CloseAsync(cancellationToken).ConfigureAwait(false); // 2
        }

        return await CreateAsync(closed, cancellationToken).ConfigureAwait(false); // 3
    }

    private void CheckNames()
    {
        if (from.Kind != to.Kind || from.Kind is not (RefKind.Branch or RefKind.Tag) || from == to)
        {
            throw LakeException.Invalid($"{from} cannot be renamed to {to}: branches are renamed to branches and tags to tags, of another name.");
        }

        if (from == RefName.Branch(lake.Identity.DefaultBranch))
        {
            throw LakeException.Refused($"{from} is the lake's default branch and cannot be renamed.");
        }
    }

    private async ValueTask CheckOpenAsync(LogMoment moment, CancellationToken cancellationToken)
    {
        RefMoves.CheckLive(from, moment);
        options.CheckHead(from, moment);
        BranchRules.Of(lake, from, moment.Settings.Value).CheckDelete("renamed");

        // Before the old one is closed: it should not be left without a state.
        await CheckNewNameAsync(moment.Head!.Entry.After!.Value, moment.Settings, cancellationToken).ConfigureAwait(false);
    }

    // Rules may ask more of branches of the new name. Once for each state and settings: nothing else can make another answer of it.
    private async ValueTask CheckNewNameAsync(CommitId state, SettingsState settings, CancellationToken cancellationToken)
    {
        if (passed != (state, settings.N) && lake.Gate.IsAsked(to, settings))
        {
            var commit = await lake.Commits.ReadAsync(state, cancellationToken).ConfigureAwait(false);
            await lake.Gate.CheckAsync(to, settings, LogOperation.Create, null, commit, cancellationToken).ConfigureAwait(false);
            passed = (state, settings.N);
        }
    }

    // The entry that closed the old name for this renaming; null where it is open, or closed for something else.
    private async ValueTask<LogEntry?> ClosedAsync(LogMoment moment, CancellationToken cancellationToken)
    {
        var last = moment.IsLive ? null : await lake.Logs.MovementAsync(moment.Head, cancellationToken).ConfigureAwait(false);
        return last?.Entry is { Op: LogOperation.Renamed } entry && entry.Name == to.Name ? entry : null;
    }

    private async ValueTask<LogEntry> CloseAsync(CancellationToken cancellationToken)
    {
        LogEntry? closedBefore = null;
        var entry = await lake.Writer.AppendAsync(
            from,
            stamp with { Key = null },
            async (moment, token) =>
            {
                closedBefore = await ClosedAsync(moment, token).ConfigureAwait(false);
                if (closedBefore is not null)
                {
                    return null;
                }

                await CheckOpenAsync(moment, token).ConfigureAwait(false);
                return new LogDraft { Op = LogOperation.Renamed, After = null, Name = to.Name, Message = Text };
            },
            cancellationToken).ConfigureAwait(false);
        return closedBefore ?? entry!.Entry;
    }

    private async ValueTask<StoredEntry> CreateAsync(LogEntry closed, CancellationToken cancellationToken)
    {
        var source = new LogState(from.Log, closed.N - 1);
        StoredEntry? finished = null;
        var entry = await lake.Writer.AppendAsync(
            to,
            stamp,
            async (moment, token) =>
            {
                finished = await FinishedAsync(moment, source, token).ConfigureAwait(false);
                if (finished is not null)
                {
                    return null;
                }

                moment.Gc.CheckSource(source);
                await CheckBornAsync(closed, source, moment, token).ConfigureAwait(false);
                return new LogDraft { Op = LogOperation.Create, After = closed.Before, Source = source, Name = from.Name, Message = Text };
            },
            cancellationToken).ConfigureAwait(false);
        return finished ?? entry!;
    }

    // The rules may be newer than the closing, which another run of this renaming made perhaps.
    private async ValueTask CheckBornAsync(LogEntry closed, LogState source, LogMoment moment, CancellationToken cancellationToken)
    {
        try
        {
            await CheckNewNameAsync(closed.Before!.Value, moment.Settings, cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Refused)
        {
            throw new LakeException(
                LakeErrorKind.Refused,
                $"{from} was closed for its renaming to '{to.Name}', which rules that were set since refuse: {e.Message} Its last state is {RefLabel.Of(from.Log)}@{{#{source.N}}}: make a {from.KindWord} of another name there and mend it, or change the rule and rename again.",
                e);
        }
    }

    // The creation that belongs to the closing, where somebody made it already: the last birth in the new name's log.
    private async ValueTask<StoredEntry?> FinishedAsync(LogMoment moment, LogState source, CancellationToken cancellationToken)
    {
        var last = moment.IsLive ? null : await lake.Logs.MovementAsync(moment.Head, cancellationToken).ConfigureAwait(false);
        if (last?.Entry is { Op: LogOperation.Reserve } reserved && reserved.Name == from.Name)
        {
            return null;
        }

        var births = lake.Logs.NewestFirstAsync(to.Log, moment.Head?.Entry.N ?? 0, cancellationToken: cancellationToken);
        await foreach (var stored in births.ConfigureAwait(false))
        {
            if (stored.Entry is { Op: LogOperation.Create, Source: { } found } && found == source)
            {
                return stored;
            }
        }

        throw LakeException.Conflict(
            $"{from} was closed for its renaming to '{to.Name}', but that name was taken by another meanwhile. Its last state is {RefLabel.Of(from.Log)}@{{#{source.N}}}: make a {from.KindWord} there.");
    }

    private string Text => options.Message ?? $"Rename {from} to '{to.Name}'";
}
