namespace LakeVersion.Versioning.Verifying;

/// <summary>What <see cref="CheckFigures"/> counts; the names are its members'.</summary>
public enum Figure
{
    /// <summary>Logs.</summary>
    Logs,

    /// <summary>Entries and collection records.</summary>
    Entries,

    /// <summary>Commit records.</summary>
    Commits,

    /// <summary>Kept states.</summary>
    States,

    /// <summary>States let go of.</summary>
    ExpiredStates,

    /// <summary>Nodes.</summary>
    Nodes,

    /// <summary>Packs.</summary>
    Packs,

    /// <summary>Contents read.</summary>
    Contents,

    /// <summary>Bytes of contents read.</summary>
    ContentBytes,

    /// <summary>Contents outside.</summary>
    Outside,

    /// <summary>Contents outside that were not read.</summary>
    OutsideUnread,

    /// <summary>Left out by a partial mirror.</summary>
    LeftOut,

    /// <summary>Contents that were erased.</summary>
    Erased,

    /// <summary>States of tables.</summary>
    Tables,

    /// <summary>Findings of damage.</summary>
    Damages,

    /// <summary>Findings to look at.</summary>
    Doubts,

    /// <summary>Findings not told.</summary>
    Alike,

    /// <summary>How many figures there are.</summary>
    Count,
}
