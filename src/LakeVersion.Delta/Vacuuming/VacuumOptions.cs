namespace LakeVersion.Delta.Vacuuming;

/// <summary>Which files a vacuum deletes.</summary>
public sealed record VacuumOptions
{
    /// <summary>Files stay for so long after the last version that needed them; null takes the table's
    /// <c>delta.deletedFileRetentionDuration</c>, or 7 days.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>True lets <see cref="Retention"/> be shorter than the table's own: whoever still reads an older version, or is writing
    /// files for a commit to come, may lose them. Default false: it is refused.</summary>
    public bool AllowShortRetention { get; init; }

    /// <summary>True only tells what would be deleted.</summary>
    public bool DryRun { get; init; }
}
