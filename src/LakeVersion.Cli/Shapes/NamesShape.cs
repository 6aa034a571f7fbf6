using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv branch list</c>, <c>lv tag list</c> and <c>lv keep list</c>.</summary>
internal sealed record NamesShape
{
    public int Version { get; init; } = 1;

    /// <summary><c>branch</c>, <c>tag</c> or <c>keep</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>In order of their stored names.</summary>
    public required IReadOnlyList<NameShape> Names { get; init; }
}

/// <summary>A name and where it stands.</summary>
internal sealed record NameShape
{
    /// <summary>The name; of a keep the commit's id.</summary>
    public required string Name { get; init; }

    /// <summary>Null where the name is not live.</summary>
    public string? Commit { get; init; }

    /// <summary>The number of its newest entry, and what that entry did, by whom, when and why.</summary>
    public required long Entry { get; init; }

    public required string Operation { get; init; }

    public required string Author { get; init; }

    public required DateTimeOffset Time { get; init; }

    public string? Message { get; init; }

    public bool IsDefault { get; init; }

    public bool IsProtected { get; init; }

    public static NameShape Of(RefName name, LogEntry entry) => new()
    {
        Name = name.Name,
        Commit = entry.After?.ToString(),
        Entry = entry.N,
        Operation = OperationName.Of(entry.Op),
        Author = entry.Author,
        Time = entry.Time,
        Message = entry.Message,
    };
}
