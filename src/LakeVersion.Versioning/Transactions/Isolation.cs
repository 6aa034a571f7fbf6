namespace LakeVersion.Versioning.Transactions;

/// <summary>What a transaction is kept apart from.</summary>
public enum Isolation
{
    /// <summary>Two transactions that write the same path conflict; reads are of the base.</summary>
    Snapshot,

    /// <summary>Also, a transaction conflicts where another changed a path or folder that it read.</summary>
    Serializable,
}
