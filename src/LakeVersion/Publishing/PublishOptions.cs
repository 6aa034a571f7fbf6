using LakeVersion.Merging;

namespace LakeVersion.Publishing;

/// <summary>How work is published.</summary>
public sealed record PublishOptions
{
    /// <summary>What the work is about: a part of the fresh branch's name, <c>publish/&lt;name&gt;-&lt;id&gt;</c>.</summary>
    public string Name { get; init; } = "work";

    /// <summary>Who publishes; null means the lake's author.</summary>
    public string? Author { get; init; }

    /// <summary>What the movement of the destination, or a merge commit, says; null writes a sentence.</summary>
    public string? Message { get; init; }

    /// <summary>What becomes of conflicts with what the destination got meanwhile; null decides none.</summary>
    public MergeResolution? Resolution { get; init; }

    /// <summary>How long the destination may move on while checks run before the publishing gives up. Default 10 minutes.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(10);
}
