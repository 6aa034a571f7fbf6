using LakeVersion.Versioning.Mirroring;

namespace LakeVersion.Mirroring;

/// <summary>What of a lake is mirrored. Nothing said is the whole lake, or whatever the mirror was begun with.</summary>
public sealed record MirrorOptions
{
    /// <summary>Only these branches, with the commits behind them, and neither tags nor keeps. Default all.</summary>
    public IReadOnlyList<string> Branches { get; init; } = [];

    /// <summary>Only the content of these files and folders (a table is a folder); the rest of the trees is left out. Default all.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>Only states from then on: a time as <c>2026-11-01T12:00Z</c> or <c>3 days ago</c>, or a revision that was published then. Null for all.</summary>
    public string? Since { get; init; }

    /// <summary>Told how far the run is; null for nobody.</summary>
    public IProgress<MirrorProgress>? Progress { get; init; }
}
