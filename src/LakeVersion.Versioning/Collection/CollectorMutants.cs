namespace LakeVersion.Versioning.Collection;

/// <summary>Breaks the collector's protocol on purpose. For tests of tests: each must be caught.</summary>
[Flags]
internal enum CollectorMutants
{
    None = 0,

    /// <summary>No log is fenced.</summary>
    NoFences = 1,

    /// <summary>Names that are not live are not fenced.</summary>
    DeadNamesUnfenced = 2,

    /// <summary>Tags are not fenced.</summary>
    TagsUnfenced = 4,

    /// <summary>What is kept is marked before the fences.</summary>
    MarksBeforeFences = 8,

    /// <summary>Only heads are marked, not every state from low water on.</summary>
    MarksHeadsOnly = 16,

    /// <summary>A record says what it lets go of itself, not what those before did.</summary>
    ForgetsEarlierRecords = 32,

    /// <summary>What was let go is deleted at once.</summary>
    WaitsForNobody = 64,

    /// <summary>A node of a kept tree that is missing is passed over.</summary>
    PassesOverMissing = 128,

    /// <summary>A node that is equal to one that was marked elsewhere is not looked at.</summary>
    MarksById = 256,
}
