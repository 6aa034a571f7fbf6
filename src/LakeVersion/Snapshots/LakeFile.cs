using LakeVersion.Storage;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Snapshots;

/// <summary>A file of a lake, or a folder in a listing.</summary>
public sealed record LakeFile
{
    /// <summary>The path; a folder's ends with <c>/</c>.</summary>
    public required string Path { get; init; }

    /// <summary>True for a folder.</summary>
    public bool IsFolder { get; init; }

    /// <summary>The size in bytes; 0 for a folder.</summary>
    public long SizeBytes { get; init; }

    /// <summary>The SHA-256 of the content; null for a folder, or where it is not known.</summary>
    public ContentHash? Sha256 { get; init; }

    /// <summary>The content type that was given; null for none.</summary>
    public string? ContentType { get; init; }

    /// <summary>Names and values that were given; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>When it was put; null where unknown.</summary>
    public DateTimeOffset? Modified { get; init; }

    /// <summary>Where the content is, if that is outside the lake: <c>s3://bucket/key</c> or <c>file:///path</c>; null inside it.</summary>
    public string? ExternalUri { get; init; }

    internal static LakeFile Of(TreeItem item) => item.Entry is { } entry
        ? Of(item.Path.Value, entry)
        : new LakeFile { Path = item.Path.Value, IsFolder = true };

    internal static LakeFile Of(string path, TreeEntry entry) => new()
    {
        Path = path,
        SizeBytes = entry.SizeBytes,
        Sha256 = entry.Sha256,
        ContentType = entry.ContentType,
        Metadata = entry.UserMetadata,
        Modified = entry.Modified,
        ExternalUri = (entry.External ?? entry.Place?.External)?.Uri,
    };
}
