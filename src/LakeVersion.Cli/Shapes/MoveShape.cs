using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Cli.Shapes;

/// <summary>What a verb did to a name: created, deleted, renamed, restored or moved it.</summary>
internal sealed record MoveShape
{
    public int Version { get; init; } = 1;

    /// <summary><c>branch</c>, <c>tag</c> or <c>keep</c>.</summary>
    public required string Kind { get; init; }

    public required NameShape Name { get; init; }

    /// <summary>The state before; null where the name was not live.</summary>
    public string? Before { get; init; }

    public static MoveShape Of(RefName name, StoredEntry entry) => new()
    {
        Kind = name.KindWord,
        Name = NameShape.Of(name, entry.Entry),
        Before = entry.Entry.Before?.ToString(),
    };
}
