namespace LakeVersion.Versioning.Refs;

/// <summary>The kinds of names that have a log.</summary>
public enum RefKind
{
    /// <summary>Moves with every commit.</summary>
    Branch,

    /// <summary>Stands still.</summary>
    Tag,

    /// <summary>Protects a commit from retention; its name is the commit's id.</summary>
    Keep,

    /// <summary>A transaction that spans several commands; its name is the transaction's id.</summary>
    Staging,

    /// <summary>Settings and other things of the lake itself.</summary>
    System,
}
