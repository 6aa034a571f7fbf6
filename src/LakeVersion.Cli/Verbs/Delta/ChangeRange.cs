using System.CommandLine;
using LakeVersion.Delta;
using LakeVersion.Delta.Changes;
using LakeVersion.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Verbs.Delta;

/// <summary>Of which versions the changes are wanted, by numbers or by times.</summary>
internal sealed class ChangeRange
{
    private readonly Option<long?> from = new("--from") { Description = "The first version whose changes are wanted; else 0", HelpName = "number" };
    private readonly Option<long?> to = new("--to") { Description = "The last such version; else the newest", HelpName = "number" };
    private readonly Option<string?> since = new("--since") { Description = "Versions committed at this time or later", HelpName = "time" };
    private readonly Option<string?> until = new("--until") { Description = "Versions committed at this time or before", HelpName = "time" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[from, to, since, until])
        {
            command.Add(option);
        }
    }

    /// <summary>The changes of the range.</summary>
    /// <exception cref="LakeException">Invalid: both numbers and times.</exception>
    public ValueTask<TableChanges> ReadAsync(Invocation run, DeltaTable table, CancellationToken cancellationToken) => ReadAsync(
        run, (first, last) => table.ChangesAsync(first, last, cancellationToken), (first, last) => table.ChangesAsync(first, last, cancellationToken));

    /// <summary>The changes of the range, in a lake.</summary>
    /// <exception cref="LakeException">Invalid: both numbers and times.</exception>
    public ValueTask<TableChanges> ReadAsync(Invocation run, SnapshotTable table, CancellationToken cancellationToken) => ReadAsync(
        run, (first, last) => table.ChangesAsync(first, last, cancellationToken), (first, last) => table.ChangesAsync(first, last, cancellationToken));

    private ValueTask<TableChanges> ReadAsync(
        Invocation run, Func<long, long?, ValueTask<TableChanges>> byVersion, Func<DateTimeOffset, DateTimeOffset?, ValueTask<TableChanges>> byTime)
    {
        var isByTime = run.Get(since) is not null || run.Get(until) is not null;
        if (isByTime && (run.Get(from) is not null || run.Get(to) is not null))
        {
            throw LakeException.Invalid("--from and --to are versions, --since and --until times: give one kind.");
        }

        return isByTime
            ? byTime(Time(run, since, "--since") ?? DateTimeOffset.UnixEpoch, Time(run, until, "--until"))
            : byVersion(run.Get(from) ?? 0, run.Get(to));
    }

    private static DateTimeOffset? Time(Invocation run, Option<string?> option, string name) =>
        run.Get(option) is { } text ? DeltaSource.Time(run, name, text) : null;
}
