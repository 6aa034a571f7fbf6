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

    public Storage.ContentHash? Request { get; init; }

    public LogState? Source { get; init; }

    public string? Name { get; init; }

    public long? Fence { get; init; }

    public Versioning.Settings.SettingsValue? SettingsValue { get; init; }

    public Staging.StagedState? Staged { get; init; }

    public Erasing.ErasureRecord? Erasure { get; init; }
}

/// <summary>What a writer decides its next entry on.</summary>
/// <param name="Head">The newest entry; null where the log has none.</param>
/// <param name="Gc">The newest collection record, read after the head, and again after losing to a newer fence.</param>
/// <param name="Settings">The settings in force.</param>
/// <param name="Winners">The entries that others wrote since this writer's first look, oldest first.</param>
internal sealed record LogMoment(
    StoredEntry? Head, GcView Gc, Versioning.Settings.SettingsState Settings, IReadOnlyList<StoredEntry> Winners)
{
    // A first try on what was looked at a moment ago saves three requests; on a log that moved on it wastes two or three puts.
    private static readonly TimeSpan StaysFresh = TimeSpan.FromSeconds(2);

    /// <summary>When the log was looked at, as a timestamp of the lake's clock.</summary>
    public required long LookedAt { get; init; }

    /// <summary>The number that the next entry will have.</summary>
    public long Next => (Head?.Entry.N ?? 0) + 1;

    /// <summary>True where the name is live.</summary>
    public bool IsLive => Head?.Entry.IsLive ?? false;

    /// <summary>True while it is worth a first try without looking again. An old moment is as safe, since the number decides.</summary>
    public bool IsFresh(TimeProvider time) => time.GetElapsedTime(LookedAt) < StaysFresh;
}
