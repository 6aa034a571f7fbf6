namespace LakeVersion.Storage.S3.Inspecting;

/// <summary>What someone may do with a lake, as permissions of its bucket.</summary>
public enum BucketRole
{
    /// <summary>Reads everything, writes nothing.</summary>
    Reader,

    /// <summary>Also writes; replaces and deletes nothing that the lake holds.</summary>
    Writer,

    /// <summary>Also deletes what nothing refers to.</summary>
    Collector,
}
