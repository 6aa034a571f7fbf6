namespace LakeVersion.Delta.Upkeep;

/// <summary>How a log is cleaned up.</summary>
public sealed record LogCleanUpOptions
{
    /// <summary>True only says what would be deleted.</summary>
    public bool DryRun { get; init; }
}
