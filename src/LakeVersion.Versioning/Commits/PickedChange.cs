namespace LakeVersion.Versioning.Commits;

/// <summary>How much of a commit's change another commit holds: contained, and not taken back since.</summary>
/// <param name="Commit">The commit that is to be picked.</param>
/// <param name="Held">How much.</param>
/// <param name="Part">What is held: the commit itself, or the first that it stands for. Null where nothing is.</param>
/// <param name="By">What brought it: the commit itself where it is an ancestor, else the newest that picked or squashed it. Null where it is picked twice in one call.</param>
public sealed record PickedChange(Commit Commit, HeldChange Held, Commit? Part = null, Commit? By = null);

/// <summary>How much of a commit's change is held.</summary>
public enum HeldChange
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Of a commit that stands for several some, not all.</summary>
    Partly,

    /// <summary>All.</summary>
    Whole,
}
