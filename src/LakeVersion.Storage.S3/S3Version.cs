namespace LakeVersion.Storage.S3;

/// <summary>The server's names of a version, as we tell them.</summary>
internal static class S3Version
{
    /// <summary>The version, or null where the server told none.</summary>
    public static ObjectVersion? Of(string? etag, string? versionId)
    {
        var tag = etag?.Trim('"');

        // Objects older than a bucket's versioning have the id "null", which names no version for good.
        return string.IsNullOrEmpty(tag) ? null : new ObjectVersion(tag, versionId is null or "" or "null" ? null : versionId);
    }
}
