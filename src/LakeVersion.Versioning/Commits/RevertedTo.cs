using System.Globalization;

namespace LakeVersion.Versioning.Commits;

/// <summary>Which parent's state a revert of a merge went back to, as its operation's figures say (<see cref="AppliedCommit.RevertedParent"/>).</summary>
internal static class RevertedTo
{
    /// <summary>The place of that parent among those of the commit that was taken back, from 0.</summary>
    public static int ParentOf(Commit revert, Commit taken) =>
        taken.Record.Parents.Count > 1
        && revert.Record.Operation.Figures is { } figures && figures.TryGetValue(AppliedCommit.RevertedParent, out var text)
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= taken.Record.Parents.Count
            ? number - 1
            : 0;
}
