using System.Globalization;
using LakeVersion.Delta;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Conflicts;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Snapshots;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Transactions;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Tables;

/// <summary>Carries a transaction's new versions of a table behind those that the branch got meanwhile, by Delta's rules.</summary>
/// <remarks>It works from what was staged, so a transaction of several commands rebases like any other; only what was read is not among it.
/// Between a vacuum, which lets go of files, and a restore, which brings some back, the restore wins, whichever comes first.</remarks>
/// <param name="context">Engine, clock and ids.</param>
/// <param name="reads">What the transaction's versions read; null where that is not known, as for steps of other commands.</param>
/// <param name="mutants">For tests of tests.</param>
internal sealed class TableRebaser(DeltaContext context, TransactionReads? reads = null, TableMutants mutants = TableMutants.None) : IRebase
{
    public async ValueTask<Versioning.Transactions.RebaseOutcome> RebaseAsync(RebaseRequest request, CancellationToken cancellationToken)
    {
        var table = request.Prefix.TrimEnd('/');
        var before = await OpenAsync(request.Base, table, request, cancellationToken).ConfigureAwait(false);
        var ours = await OpenAsync(request.Ours, table, request, cancellationToken).ConfigureAwait(false);
        if (ours is null)
        {
            return request.Mine.All(change => change.Entry is null)
                ? Versioning.Transactions.RebaseOutcome.Of(new List<PathChange>())
                : Conflict(table, before is null ? "files were put there on the branch, a table was made here" : "the table was dropped on the branch, changed here");
        }

        if (request.Mine.Any(change => change.Entry is null && TablePath.IsInLog(change.Path.Value)))
        {
            return Conflict(table, "the table was changed on the branch, dropped here");
        }

        if (before is not null && await IsReplacedAsync(request, table, before.Version, cancellationToken).ConfigureAwait(false))
        {
            return Conflict(table, "the table was changed on the branch, replaced by another here");
        }

        var mine = await MineAsync(request, table, cancellationToken).ConfigureAwait(false);
        var winners = await WinnersAsync(request, table, before?.Version ?? -1, ours.Version, cancellationToken).ConfigureAwait(false);
        var outcome = TableRebase.Rebase(before, mine, winners, ours, request.StoreTime, reads);
        if (!outcome.Succeeded)
        {
            var path = LakePath.Parse(table);
            return Versioning.Transactions.RebaseOutcome.Of([.. outcome.Conflicts.Select(conflict => new PathConflict(path, conflict.Message))]);
        }

        var commits = mutants.HasFlag(TableMutants.RestampsNothing)
            ? [.. outcome.Commits.Zip(mine, (moved, own) => moved with { Content = own.Content })]
            : outcome.Commits;
        return await RestateAsync(request, before!.Version, ours, commits, cancellationToken).ConfigureAwait(false);
    }

    private static Versioning.Transactions.RebaseOutcome Conflict(string table, string reason) =>
        Versioning.Transactions.RebaseOutcome.Of([new PathConflict(LakePath.Parse(table), reason)]);

    // Only commits right behind the branch's can follow them, with what was derived from their log. A log adopted whole begins elsewhere,
    // or puts its own files in the place of the branch's.
    private static async ValueTask<bool> IsReplacedAsync(RebaseRequest request, string table, long before, CancellationToken cancellationToken)
    {
        var log = request.Mine.Where(change => TablePath.IsInLog(change.Path.Value)).ToList();
        var versions = log.Select(change => VersionOf(change.Path, table)).OfType<long>().ToList();
        if (versions.Count == 0 || versions.Min() != before + 1)
        {
            return log.Count > 0;
        }

        foreach (var change in log.Where(change => VersionOf(change.Path, table) is null && !IsHint(change.Path)))
        {
            if (await request.Base.GetAsync(change.Path, cancellationToken).ConfigureAwait(false) is not null)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsHint(LakePath path) => path.Value.EndsWith("/_last_checkpoint", StringComparison.Ordinal);

    private static async ValueTask<List<StagedCommit>> MineAsync(RebaseRequest request, string table, CancellationToken cancellationToken)
    {
        var commits = new List<StagedCommit>();
        foreach (var change in request.Mine)
        {
            if (change.Entry is { } entry && VersionOf(change.Path, table) is { } version)
            {
                commits.Add(new StagedCommit(version, await request.Upload.Content.ReadAsync(entry, cancellationToken).ConfigureAwait(false)));
            }
        }

        return commits;
    }

    private static async ValueTask<List<StagedCommit>> WinnersAsync(
        RebaseRequest request, string table, long from, long to, CancellationToken cancellationToken)
    {
        var commits = new List<StagedCommit>();
        for (var version = from + 1; version <= to; version++)
        {
            var path = LakePath.Parse(TablePath.Prefix(table) + LogKeys.Commit(version).Value);
            if (await request.Ours.GetAsync(path, cancellationToken).ConfigureAwait(false) is { } entry)
            {
                commits.Add(new StagedCommit(version, await request.Upload.Content.ReadAsync(entry, cancellationToken).ConfigureAwait(false)));
            }
        }

        return commits;
    }

    // Data files keep their names, which are unique; only the log's files get new numbers.
    private async ValueTask<Versioning.Transactions.RebaseOutcome> RestateAsync(
        RebaseRequest request, long before, DeltaSnapshot ours, IReadOnlyList<StagedCommit> commits, CancellationToken cancellationToken)
    {
        var table = request.Prefix.TrimEnd('/');
        var changes = request.Mine.Where(change => !TablePath.IsInLog(change.Path.Value)).ToList();
        KeepNeeded(changes, ours, request.Prefix);
        changes.AddRange(mutants.HasFlag(TableMutants.CarriesCheckpoints)
            ? request.Mine.Where(change => CarriedCheckpoint.IsPart(change.Path))
            : await CarriedCheckpoint.FindAsync(request, before, cancellationToken).ConfigureAwait(false));
        foreach (var commit in commits)
        {
            await BringBackAsync(changes, commit, request, cancellationToken).ConfigureAwait(false);
            var entry = await request.Upload.AddContentAsync(commit.Content, null, cancellationToken).ConfigureAwait(false);
            changes.Add(new PathChange(LakePath.Parse(TablePath.Prefix(table) + commit.Key.Value), entry with { Modified = request.StoreTime }));
        }

        changes.Sort((left, right) => left.Path.CompareTo(right.Path));
        return Versioning.Transactions.RebaseOutcome.Of(changes);
    }

    // What a vacuum here lets go of, and a restore on the branch brought back meanwhile.
    private static void KeepNeeded(List<PathChange> changes, DeltaSnapshot ours, string prefix)
    {
        if (changes.Exists(change => change.Entry is null))
        {
            var needed = ours.Files.SelectMany(TableFiles.Of).Select(key => prefix + key.Value).ToHashSet(StringComparer.Ordinal);
            changes.RemoveAll(change => change.Entry is null && needed.Contains(change.Path.Value));
        }
    }

    // What a restore here needs, and a vacuum on the branch let go of meanwhile: the base has it.
    private static async ValueTask BringBackAsync(
        List<PathChange> changes, StagedCommit commit, RebaseRequest request, CancellationToken cancellationToken)
    {
        var known = changes.Where(change => change.Entry is not null).Select(change => change.Path).ToHashSet();
        foreach (var path in commit.NeededFiles().Select(key => LakePath.Parse(request.Prefix + key.Value)).Where(path => !known.Contains(path)))
        {
            if (await request.Ours.GetAsync(path, cancellationToken).ConfigureAwait(false) is null
                && await request.Base.GetAsync(path, cancellationToken).ConfigureAwait(false) is { } entry)
            {
                changes.Add(new PathChange(path, entry));
            }
        }
    }

    private static long? VersionOf(LakePath path, string table)
    {
        var prefix = TablePath.LogPrefix(table);
        var name = path.Value;
        return name.Length == prefix.Length + 25 && name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(".json", StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(prefix.Length, 20), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : null;
    }

    private async ValueTask<DeltaSnapshot?> OpenAsync(Tree tree, string table, RebaseRequest request, CancellationToken cancellationToken)
    {
        if (!await TableProbe.ExistsAsync(tree, table, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        var view = new SnapshotView(tree, request.Upload.Content);
        var folder = new TreeFolder(view, null, table, table, _ => ValueTask.FromResult(request.StoreTime));
        var delta = await DeltaTable.OpenAsync(folder, context, cancellationToken).ConfigureAwait(false);
        return await delta.SnapshotAsync(cancellationToken).ConfigureAwait(false);
    }
}
