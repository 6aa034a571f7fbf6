namespace LakeVersion.Versioning.Commits;

/// <summary>What a commit stands on. Pure.</summary>
internal static class CommitEdges
{
    /// <summary>The commits that a commit follows.</summary>
    public static IReadOnlyList<CommitId> Parents(Commit commit) => commit.Record.Parents;

    /// <summary>The commits that it contains with all before them: its parents, and the heads that it squashed.</summary>
    public static IReadOnlyList<CommitId> Contained(Commit commit) =>
        commit.Record.Applied is null ? commit.Record.Parents : [.. commit.Record.Parents.Concat(Applied(commit, AppliedCommit.Squashed)).Distinct()];

    /// <summary>The commits that it took over alone.</summary>
    public static IEnumerable<CommitId> Picked(Commit commit) => Applied(commit, AppliedCommit.Picked);

    /// <summary>The commits whose changes it took back.</summary>
    public static IEnumerable<CommitId> Reverted(Commit commit) => Applied(commit, AppliedCommit.Reverted);

    /// <summary>All that it names: parents, and what it stands for or took back.</summary>
    public static IEnumerable<CommitId> All(Commit commit) => commit.Record.Parents.Concat((commit.Record.Applied ?? []).Select(applied => applied.Commit));

    private static IEnumerable<CommitId> Applied(Commit commit, string how) =>
        (commit.Record.Applied ?? []).Where(applied => applied.As == how).Select(applied => applied.Commit);
}
