using LakeVersion.Versioning.Collection;

namespace LakeVersion.Versioning.Mirroring;

/// <summary>What a run of mirroring did.</summary>
public sealed record MirrorResult
{
    /// <summary>The mirror's mark: of which lake it is, and what it is limited to.</summary>
    public required MirrorMark Mark { get; init; }

    /// <summary>True where this run began the mirror.</summary>
    public required bool IsNew { get; init; }

    /// <summary>The logs that got entries.</summary>
    public required int Logs { get; init; }

    /// <summary>The collection records that were new.</summary>
    public required long Collections { get; init; }

    /// <summary>The collection of the source that was carried out here now, and what it freed; null where none was due.</summary>
    public CollectionResult? Collected { get; init; }

    /// <summary>What was moved.</summary>
    public required MirrorProgress Moved { get; init; }
}
