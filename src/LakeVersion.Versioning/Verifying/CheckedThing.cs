namespace LakeVersion.Versioning.Verifying;

/// <summary>What a finding is about.</summary>
public enum CheckedThing
{
    /// <summary><c>lake.json</c>.</summary>
    Identity,

    /// <summary>An entry of a log.</summary>
    Entry,

    /// <summary>A collection record.</summary>
    Collection,

    /// <summary>A commit record.</summary>
    Commit,

    /// <summary>A node of a tree.</summary>
    Node,

    /// <summary>A pack as a whole.</summary>
    Pack,

    /// <summary>Content that the lake stores, or its list of chunks.</summary>
    Content,

    /// <summary>Content outside the lake.</summary>
    Outside,

    /// <summary>A table at a revision: its log against its files.</summary>
    Table,
}
