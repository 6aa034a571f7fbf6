namespace LakeVersion.Merging;

/// <summary>What was decided about a conflict.</summary>
/// <param name="Take">Whose state is taken.</param>
/// <param name="Value">The value that is given, as JSON; null for the others.</param>
internal sealed record MergeChoice(MergeTake Take, string? Value = null)
{
    /// <summary>For merges on the way to a base: what both sides changed differently is as before either.</summary>
    public static MergeChoice AsBase(MergeConflict conflict) => new(MergeTake.Base);
}
