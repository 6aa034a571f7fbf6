namespace LakeVersion.Storage;

/// <summary>What a store found that was asked for one version of an object.</summary>
public enum VersionedResult
{
    /// <summary>The object still is, or the store still keeps, that version.</summary>
    Same,

    /// <summary>The key has an object, and it is another version.</summary>
    Changed,

    /// <summary>The key has no object, or the store no longer keeps the version.</summary>
    Missing,
}

/// <summary>The answer to a read of one version of an object.</summary>
/// <param name="Result">What was found.</param>
/// <param name="Content">The bytes, where the version is the same; else empty. Cut where the object ends sooner, as all ranges are.</param>
public readonly record struct VersionedRange(VersionedResult Result, ReadOnlyMemory<byte> Content);
