using LakeVersion.Versioning.Mirroring;

namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv mirror</c>.</summary>
internal sealed record MirrorShape
{
    public int Version { get; init; } = 1;

    /// <summary>Where the mirror is.</summary>
    public required string Location { get; init; }

    /// <summary>What it is a mirror of.</summary>
    public required MirrorOfShape MirrorOf { get; init; }

    /// <summary>True where this run began it.</summary>
    public required bool New { get; init; }

    /// <summary>Logs that got entries.</summary>
    public required int Logs { get; init; }

    /// <summary>Log entries that were brought.</summary>
    public required long Entries { get; init; }

    public required long Commits { get; init; }

    /// <summary>Packs and objects that were brought.</summary>
    public required long Objects { get; init; }

    /// <summary>All bytes written.</summary>
    public required long Bytes { get; init; }

    /// <summary>Collection records that were brought.</summary>
    public required long Collections { get; init; }

    /// <summary>A collection of the lake that this run repeated here, a grace period after it was brought; left out where none was due.</summary>
    public GcShape? Collected { get; init; }
}

/// <summary>What a mirror is a mirror of.</summary>
internal sealed record MirrorOfShape
{
    /// <summary>The lake's id.</summary>
    public required string Lake { get; init; }

    /// <summary>Where it was when the mirror was begun.</summary>
    public required string Source { get; init; }

    /// <summary>True where something is left out.</summary>
    public required bool IsPartial { get; init; }

    /// <summary>The branches it is limited to; null for all names.</summary>
    public IReadOnlyList<string>? Branches { get; init; }

    /// <summary>The files and folders whose content it has; null for all.</summary>
    public IReadOnlyList<string>? Paths { get; init; }

    /// <summary>From when on it has states; null for all.</summary>
    public DateTimeOffset? Since { get; init; }

    public static MirrorOfShape Of(MirrorMark mark) => new()
    {
        Lake = mark.Lake.ToString(),
        Source = mark.Source,
        IsPartial = mark.Part is not null,
        Branches = mark.Part?.Branches,
        Paths = mark.Part?.Paths,
        Since = mark.Part?.Since,
    };

    /// <summary>The limits in words.</summary>
    public string Describe() => string.Join(", ", ((string?[])[
        Branches is null ? null : $"{(Branches.Count == 1 ? "branch" : "branches")} {string.Join(' ', Branches)}",
        Paths is null ? null : $"content of {string.Join(' ', Paths)}",
        Since is null ? null : $"states since {Output.Printable.Time(Since)} UTC"]).OfType<string>());
}
