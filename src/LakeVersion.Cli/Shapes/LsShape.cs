using LakeVersion.Snapshots;

namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv ls</c>.</summary>
internal sealed record LsShape
{
    public int Version { get; init; } = 1;

    /// <summary>The revision as it was asked for, and its commit.</summary>
    public required string Revision { get; init; }

    public required string Commit { get; init; }

    /// <summary>In path order.</summary>
    public required IReadOnlyList<EntryShape> Entries { get; init; }
}

/// <summary>A file, folder or table in a listing.</summary>
internal sealed record EntryShape
{
    /// <summary>The path; without a closing slash for folders and tables too.</summary>
    public required string Path { get; init; }

    /// <summary><c>file</c>, <c>folder</c> or <c>table</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Null for folders and tables.</summary>
    public long? SizeBytes { get; init; }

    public string? Sha256 { get; init; }

    public string? ContentType { get; init; }

    public DateTimeOffset? Modified { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>Where the content is, if outside the lake: <c>s3://bucket/key</c> or <c>file:///path</c>.</summary>
    public string? ExternalUri { get; init; }

    public static EntryShape Of(LakeFile file, bool isTable) => new()
    {
        Path = file.Path.TrimEnd('/'),
        Kind = isTable ? "table" : file.IsFolder ? "folder" : "file",
        SizeBytes = file.IsFolder ? null : file.SizeBytes,
        Sha256 = file.Sha256?.ToString(),
        ContentType = file.ContentType,
        Modified = file.Modified,
        Metadata = file.Metadata,
        ExternalUri = file.ExternalUri,
    };
}
