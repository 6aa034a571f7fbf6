namespace LakeVersion.Versioning.Commits;

/// <summary>A commit that is stored nowhere, in place of those that are going to be made by picking others onto one.</summary>
internal static class StandIn
{
    /// <summary>The commit itself where nothing is picked.</summary>
    public static Commit Of(Commit onto, IReadOnlyList<Commit> picked) => picked.Count == 0 ? onto : CommitStore.Make(
        onto.Record with
        {
            Parents = [onto.Id],
            Generation = onto.Record.Generation + 1,
            Depth = onto.Record.Depth + 1,
            Ancestors = Ancestry.SkipsBehind(onto),
            Time = picked.Append(onto).Max(commit => commit.Record.Time).AddMicroseconds(1),
            Applied = [.. picked.Select(commit => new AppliedCommit(commit.Id, AppliedCommit.Picked))],
        },
        onto.RootPlace);
}
