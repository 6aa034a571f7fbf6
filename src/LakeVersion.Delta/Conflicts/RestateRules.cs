using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Delta.Conflicts;

/// <summary>What in a commit depends on its version number, so that this version cannot restate it under another. Pure.</summary>
internal static class RestateRules
{
    public static IEnumerable<TableConflict> Check(DeltaSnapshot baseSnapshot, IReadOnlyList<DeltaAction> mine)
    {
        foreach (var action in mine)
        {
            switch (action)
            {
                // Rule 10.
                case AddFile add when FilePath.IsAbsolute(add.Path) || add.DeletionVector?.StorageType == "p":
                    yield return new(TableConflictRule.NotRestatable, null, $"the commit adds '{add.Path}' by an absolute path, which a lake cannot keep");
                    break;

                // Rule 7.
                case MetadataAction metadata when metadata.Configuration.GetValueOrDefault(CommitTimestamps.VersionProperty) is { } since
                    && since != baseSnapshot.Properties.GetValueOrDefault(CommitTimestamps.VersionProperty):
                    yield return new(TableConflictRule.NotRestatable, null, "the commit turns in-commit timestamps on at its own version number");
                    break;
            }
        }
    }
}
