using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Conflicts;

/// <summary>Restates commits that were staged on one version of a table behind commits that others made since. Pure.</summary>
/// <remarks>
/// <para>Where nobody knows what my commits read, their bytes say it: a commit that says <c>isBlindAppend</c> read nothing, one whose
/// files all say <c>dataChange</c> false what it removes, any other one the whole table. Lines are carried byte for byte; only
/// <c>commitInfo</c> is written anew (in-commit timestamp, timestamp, read version).</para>
/// <para>Rules besides those of <see cref="ConflictChecker"/>, numbered as in "A table inside a lake":
/// (1) nothing but JSON commits is carried: checkpoints, checksums and compactions belong to the numbers of one log;
/// (4) the table's id must be the same on all sides; (5) row ids are moved above the winner's; files that
/// were added and written again since the base may hold such ids themselves, so these conflict; (6) an application id advanced on both sides conflicts; (7) in-commit timestamps are max(now, previous + 1 ms),
/// and a commit that turns them on conflicts, as its properties name its own version; (10) absolute paths are refused.</para>
/// </remarks>
public static class TableRebase
{
    /// <summary>Rebases.</summary>
    /// <param name="baseSnapshot">The table that my commits were staged on; null where they created it.</param>
    /// <param name="mine">My commits, ascending from the version behind the base.</param>
    /// <param name="winners">The winner's commits behind the base, ascending.</param>
    /// <param name="winnerSnapshot">The table at the winner's newest version.</param>
    /// <param name="now">The time of this attempt, by the clock that all writers share.</param>
    /// <param name="reads">What all my commits together read of the base, where that is known; null takes it from the commits.</param>
    /// <exception cref="LakeException">Corrupt: a commit is damaged. Invalid: the versions do not follow one another.</exception>
    public static RebaseOutcome Rebase(
        DeltaSnapshot? baseSnapshot,
        IReadOnlyList<StagedCommit> mine,
        IReadOnlyList<StagedCommit> winners,
        DeltaSnapshot winnerSnapshot,
        DateTimeOffset now,
        TransactionReads? reads = null)
    {
        ArgumentNullException.ThrowIfNull(mine);
        ArgumentNullException.ThrowIfNull(winners);
        ArgumentNullException.ThrowIfNull(winnerSnapshot);
        if (baseSnapshot is null || baseSnapshot.Metadata.Id != winnerSnapshot.Metadata.Id)
        {
            // Rule 4.
            return Failed(new TableConflict(TableConflictRule.DifferentTable, null, "both sides created a table at this path, or one dropped and created it again"));
        }

        // Not before: a log that came from elsewhere may begin at any version.
        CheckVersions(mine, baseSnapshot.Version, "staged");
        CheckVersions(winners, baseSnapshot.Version, "winning");

        if (winners.Count > 0 && winners[^1].Version != winnerSnapshot.Version)
        {
            throw LakeException.Invalid($"The winning commits end at version {winners[^1].Version}, the winner's table is at {winnerSnapshot.Version}.");
        }

        var parsed = mine.Select(commit => ParsedCommit.Parse(commit.Version, commit.Content)).ToList();
        var actions = parsed.SelectMany(commit => commit.Lines).Select(line => line.Action).ToList();
        var conflicts = new List<TableConflict>(RestateRules.Check(baseSnapshot, actions));
        var rowIds = RowIdsOf(baseSnapshot, winnerSnapshot);
        conflicts.AddRange(CheckRowIds(baseSnapshot, winnerSnapshot, actions, rowIds));
        conflicts.AddRange(ConflictChecker.Check(
            actions,
            reads ?? ReadsOf(parsed),
            IsolationOf(baseSnapshot, parsed),
            baseSnapshot,
            winners.Select(commit => ParsedCommit.Parse(commit.Version, commit.Content))));
        return conflicts.Count > 0 ? Failed([.. conflicts]) : Restate(baseSnapshot, parsed, winnerSnapshot, rowIds, now);
    }

    /// <summary>The isolation that a table asks for; Serializable where it says nothing.</summary>
    internal static IsolationLevel IsolationOf(DeltaSnapshot snapshot) =>
        string.Equals(snapshot.Properties.GetValueOrDefault("delta.isolationLevel"), nameof(IsolationLevel.WriteSerializable), StringComparison.OrdinalIgnoreCase)
            ? IsolationLevel.WriteSerializable
            : IsolationLevel.Serializable;

    // What holds for the rows that were read alone, as a new constraint, says Serializable whatever the table asks for.
    private static IsolationLevel IsolationOf(DeltaSnapshot before, List<ParsedCommit> mine) =>
        mine.Exists(commit => commit.Info?.IsolationLevel == nameof(IsolationLevel.Serializable)) ? IsolationLevel.Serializable : IsolationOf(before);

    private static TransactionReads ReadsOf(List<ParsedCommit> mine)
    {
        var rearranged = mine.Where(IsRearranging).ToList();
        if (!mine.TrueForAll(commit => commit.Info?.IsBlindAppend == true || rearranged.Contains(commit)))
        {
            return TransactionReads.Table;
        }

        return rearranged.Count == 0 ? TransactionReads.Nothing : new TransactionReads
        {
            Files = rearranged.SelectMany(commit => commit.Actions<RemoveFile>()).Select(file => FilePath.Decode(file.Path)).ToHashSet(StringComparer.Ordinal),
        };
    }

    // Rule 5.
    private static RowIdShift RowIdsOf(DeltaSnapshot before, DeltaSnapshot winner) => new(
        RowTracking.MarkOf(before), RowTracking.MarkOf(winner) - RowTracking.MarkOf(before), before.Version, winner.Version - before.Version);

    private static IEnumerable<TableConflict> CheckRowIds(DeltaSnapshot before, DeltaSnapshot winner, List<DeltaAction> mine, RowIdShift shift)
    {
        if (RowTracking.IsSupported(winner.Protocol, winner.Metadata) && !RowTracking.IsSupported(before.Protocol, before.Metadata))
        {
            yield return new(TableConflictRule.RowTracking, winner.Version, "row tracking was turned on, and the rows of this commit have no ids");
        }

        if (!shift.IsNone && mine.OfType<RemoveFile>().FirstOrDefault(file => file.BaseRowId > shift.Mark) is { } rewritten)
        {
            yield return new(TableConflictRule.RowTracking, null, $"rows of '{rewritten.Path}' got ids in this transaction and were written again with them");
        }
    }

    // A commit that changes no rows, as an optimize, read what it removes and nothing else.
    private static bool IsRearranging(ParsedCommit commit) =>
        commit.Actions<RemoveFile>().Any()
        && commit.Lines.All(line => line.Action is CommitInfo or AddFile { DataChange: false } or RemoveFile { DataChange: false });

    private static RebaseOutcome Restate(DeltaSnapshot baseSnapshot, List<ParsedCommit> mine, DeltaSnapshot winner, RowIdShift rowIds, DateTimeOffset now)
    {
        var shift = winner.Version - baseSnapshot.Version;
        // Rule 7.
        var time = CommitContent.CommitTime(now, winner);
        var commits = new List<StagedCommit>(mine.Count);
        foreach (var commit in mine)
        {
            var stamp = new CommitStamp(
                now.ToUnixTimeMilliseconds(),
                winner.HasCommitTimestamps ? time++ : null,
                commit.Info?.ReadVersion is { } read && read > baseSnapshot.Version ? read + shift : commit.Info?.ReadVersion,
                rowIds);
            commits.Add(new StagedCommit(commit.Version + shift, CommitRestamp.Apply(commit, stamp)));
        }

        return new RebaseOutcome(commits, []);
    }

    private static void CheckVersions(IReadOnlyList<StagedCommit> commits, long baseVersion, string side)
    {
        for (var i = 0; i < commits.Count; i++)
        {
            if (commits[i].Version != baseVersion + 1 + i)
            {
                throw LakeException.Invalid($"The {side} commits do not follow version {baseVersion} without a gap: found {commits[i].Version} as number {i + 1}.");
            }
        }
    }

    private static RebaseOutcome Failed(params TableConflict[] conflicts) => new([], conflicts);
}
