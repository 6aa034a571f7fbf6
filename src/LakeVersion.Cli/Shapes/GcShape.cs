using LakeVersion.Versioning.Collection;

namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv gc plan</c> and <c>lv gc run</c>.</summary>
internal sealed record GcShape
{
    public int Version { get; init; } = 1;

    /// <summary>The collection's number; of a plan the number that it has or would have.</summary>
    public required long Collection { get; init; }

    /// <summary><c>waiting</c>: said what it lets go of, deletes from <see cref="ReadyAt"/> on; <c>ready</c>: may delete now; <c>done</c>; <c>never</c>.</summary>
    public required string State { get; init; }

    /// <summary>True for a plan, which writes nothing.</summary>
    public required bool DryRun { get; init; }

    /// <summary>When it may delete; left out: at once.</summary>
    public DateTimeOffset? ReadyAt { get; init; }

    /// <summary>Only what was stored before may be deleted; left out where nothing may.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Whose past expires.</summary>
    public required IReadOnlyList<ExpiredNameShape> Expired { get; init; }

    /// <summary>What was freed, or would be; left out where nothing was looked at.</summary>
    public FreedShape? Freed { get; init; }

    /// <summary>What was done about erasures; left out where nothing was ever erased, and for plans.</summary>
    public EraseFinishShape? Erasures { get; init; }

    public static GcShape Of(CollectionResult result, bool dryRun) => new()
    {
        Collection = result.K,
        State = StateOf(result.State),
        DryRun = dryRun,
        ReadyAt = result.ReadyAt,
        Before = result.SweepsUntil,
        Expired = [.. result.Expired.Select(one => new ExpiredNameShape(one.Name, one.From, one.To))],
        Freed = result.Freed is { } freed ? FreedShape.Of(freed) : null,
        Erasures = result.Erasures is { } erasures ? EraseFinishShape.Of(erasures) : null,
    };

    public static string StateOf(CollectorState state) => state switch
    {
        CollectorState.Never => "never",
        CollectorState.Waiting => "waiting",
        CollectorState.Ready => "ready",
        _ => "done",
    };
}

/// <summary>A name whose states below <c>to</c> expire.</summary>
internal sealed record ExpiredNameShape(string Name, long From, long To);

/// <summary>What a collection freed, or would, among what is old enough.</summary>
internal sealed record FreedShape
{
    public required long Packs { get; init; }

    public required long Objects { get; init; }

    public required long Bytes { get; init; }

    /// <summary>By name and folder, largest first.</summary>
    public required IReadOnlyList<FreedFolderShape> Folders { get; init; }

    /// <summary>Of failed or dropped transactions, and what earlier collections left.</summary>
    public required long UnpublishedCount { get; init; }

    public required long UnpublishedBytes { get; init; }

    public required long KeptPacks { get; init; }

    public required long KeptObjects { get; init; }

    public required long KeptBytes { get; init; }

    /// <summary>The size of the packs that stay, and how much of it is needed.</summary>
    public required long PackBytes { get; init; }

    public required long PackBytesAlive { get; init; }

    /// <summary>The packs that stay though less than half of them is needed, worst first, at most 50.</summary>
    public required IReadOnlyList<PackShape> EmptiestPacks { get; init; }

    /// <summary>Keys that no writer makes; they are left alone.</summary>
    public required long Foreign { get; init; }

    public static FreedShape Of(SweepReport report) => new()
    {
        Packs = report.FreedPacks,
        Objects = report.FreedObjects,
        Bytes = report.FreedBytes,
        Folders = [.. report.ByFolder.Select(one => new FreedFolderShape(one.Name, one.Folder, one.Count, one.Bytes))],
        UnpublishedCount = report.UnpublishedCount,
        UnpublishedBytes = report.UnpublishedBytes,
        KeptPacks = report.KeptPacks,
        KeptObjects = report.KeptObjects,
        KeptBytes = report.KeptBytes,
        PackBytes = report.PackBytes,
        PackBytesAlive = report.PackBytesAlive,
        EmptiestPacks = [.. report.EmptiestPacks.Select(one => new PackShape(one.Key, one.SizeBytes, one.AliveBytes))],
        Foreign = report.Foreign,
    };
}

/// <summary>What is freed of a folder of a name; the folder is empty for files beside folders and for the nodes of trees.</summary>
internal sealed record FreedFolderShape(string Name, string Folder, long Count, long Bytes);

/// <summary>A pack and how much of it is needed.</summary>
internal sealed record PackShape(string Key, long Bytes, long AliveBytes);
