using LakeVersion.Versioning.Records;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Commits;

/// <summary>The commit that every history of a lake begins with; it follows from <c>lake.json</c> alone.</summary>
internal static class RootCommit
{
    public static Commit Of(LakeIdentity identity) => CommitStore.Make(
        new CommitRecord
        {
            Lake = identity.Lake,
            Tx = identity.Lake,
            Branch = "",
            Entry = 0,
            Root = TreeRoot.Empty.Id,
            Totals = default,
            Parents = [],
            Generation = 0,
            Depth = 0,
            Author = "lakeversion",
            Committer = "lakeversion",
            Time = identity.Created,
            Message = "Root of the lake",
            Operation = new CommitOperation("init"),
            Changed = new CommitChanges(0),
        },
        rootPlace: null);
}
