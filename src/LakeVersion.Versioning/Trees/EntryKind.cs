namespace LakeVersion.Versioning.Trees;

/// <summary>What an entry stands for; the numbers are stored (docs/format.md, section 4).</summary>
public enum EntryKind
{
    /// <summary>Content whose SHA-256 is known.</summary>
    File = 1,

    /// <summary>Content outside the lake whose SHA-256 is not known; its external identity stands for it.</summary>
    External = 2,
}
