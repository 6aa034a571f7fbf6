using LakeVersion.Storage;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Versioning.Mirroring;

/// <summary>What of a lake a mirror has.</summary>
public sealed record MirrorScope
{
    /// <summary>The whole lake.</summary>
    public static MirrorScope Whole { get; } = new();

    /// <summary>These branches, with the commits behind them; empty for all branches, tags and keeps.</summary>
    public IReadOnlyList<string> Branches { get; init; } = [];

    /// <summary>The content of these files, and of all in these folders; empty for all content.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>States from then on; null for all.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>True where nothing is left out.</summary>
    public bool IsWhole => Branches.Count == 0 && Paths.Count == 0 && Since is null;

    internal PathFilter Filter => new(Paths);

    /// <summary>The scope that a partial mirror was begun with.</summary>
    internal static MirrorScope Of(MirrorPart? part) => part is null ? Whole : new MirrorScope
    {
        Branches = part.Branches ?? [],
        Paths = part.Paths ?? [],
        Since = part.Since,
    };

    /// <summary>The same scope in one form: names and paths checked, ordered, once each.</summary>
    /// <exception cref="LakeException">Invalid: no branch or path can be called so.</exception>
    internal MirrorScope Checked() => this with
    {
        Branches = [.. Branches.Select(name => RefName.Branch(name).Name).Distinct().Order(Utf8Order.Comparer)],
        Paths = [.. Paths.Select(path => Places.LakePath.ParseForPut(path.TrimEnd('/')).Value).Distinct().Order(Utf8Order.Comparer)],
        Since = Since is { } since ? Records.Microseconds.Floor(since) : null,
    };

    internal bool Takes(RefName name) => name.Kind switch
    {
        RefKind.System => true,
        RefKind.Branch => Branches.Count == 0 || Branches.Contains(name.Name),
        RefKind.Staging => false, // Work in progress belongs to who began it, and cannot go on in a mirror.
        _ => Branches.Count == 0,
    };

    internal bool IsSame(MirrorScope other) =>
        Branches.SequenceEqual(other.Branches) && Paths.SequenceEqual(other.Paths) && Since == other.Since;

    /// <summary>The scope as options of <c>lv mirror</c>.</summary>
    internal string Describe() => IsWhole
        ? "the whole lake"
        : string.Join(' ', Branches.Select(name => $"--branch {name}").Concat(Paths.Select(path => $"--path {path}"))
            .Concat(Since is { } since ? [$"--since {Records.Microseconds.Format(since)}"] : []));
}
