namespace LakeVersion.Storage;

/// <summary>Which of an object's contents over time is meant: what its store calls it.</summary>
/// <remarks>
/// Two tags are compared as text, by their bytes. A tag says that the store saw no change, not what the content is: on S3
/// it is often but not always an MD5, in a local folder it is made of size, time and file number.
/// </remarks>
/// <param name="ETag">The store's tag of the content, without quotation marks; never empty.</param>
/// <param name="VersionId">The id under which the store keeps this version when a later one replaced it; null where it keeps none or did not say.</param>
public readonly record struct ObjectVersion(string ETag, string? VersionId = null);
