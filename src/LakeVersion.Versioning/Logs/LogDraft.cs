using LakeVersion.Versioning.Collection;
using LakeVersion.Versioning.Commits;

namespace LakeVersion.Versioning.Logs;

/// <summary>What a writer wants the next entry of a log to say; number, time and chain are added when it is tried.</summary>
internal sealed record LogDraft
{
    public required LogOperation Op { get; init; }

    public required CommitId? After { get; init; }

    public string? Message { get; init; }

    public IReadOnlyList<LogMember>? Members { get; init; }

    public IReadOnlyList<CommitId>? Brings { get; init; }

    public string? Key { get; init; }

    public LogState? Source { get; init; }

    public string? Name { get; init; }

    public Versioning.Settings.SettingsValue? SettingsValue { get; init; }

    public Staging.StagedState? Staged { get; init; }
}

/// <summary>What a writer decides its next entry on.</summary>
/// <param name="Head">The newest entry; null where the log has none.</param>
/// <param name="Gc">The newest collection record, read after the head, and again after losing to a newer fence.</param>
/// <param name="Settings">The settings in force.</param>
/// <param name="Winners">The entries that others wrote since this writer's first look, oldest first.</param>
internal sealed record LogMoment(
    StoredEntry? Head, GcView Gc, Versioning.Settings.SettingsState Settings, IReadOnlyList<StoredEntry> Winners)
{
    /// <summary>The number that the next entry will have.</summary>
    public long Next => (Head?.Entry.N ?? 0) + 1;

    /// <summary>True where the name is live.</summary>
    public bool IsLive => Head?.Entry.IsLive ?? false;
}
