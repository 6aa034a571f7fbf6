namespace LakeVersion.Versioning.Places;

/// <summary>What names content outside the lake.</summary>
/// <param name="Uri">Where the content is.</param>
/// <param name="ETag">The store's tag of its state; empty where there is none.</param>
/// <param name="VersionId">The store's version of it; empty where there is none.</param>
/// <remarks>The three are at most 1,536 bytes of UTF-8 together.</remarks>
public sealed record ExternalIdentity(string Uri, string ETag = "", string VersionId = "")
{
    internal const int MaxBytes = 1536;
}
