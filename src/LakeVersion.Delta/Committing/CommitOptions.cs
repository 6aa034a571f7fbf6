namespace LakeVersion.Delta.Committing;

/// <summary>What a commit remembers, and how long it tries.</summary>
public sealed record CommitOptions
{
    /// <summary>Free text that stays with the commit; null for none.</summary>
    public string? UserMetadata { get; init; }

    /// <summary>Who commits; null leaves it out.</summary>
    public string? UserName { get; init; }

    /// <summary>How long to go on after losing against others or unclear answers. Default 2 minutes.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(2);
}
