using LakeVersion.Verifying;
using LakeVersion.Versioning.Verifying;

namespace LakeVersion.Cli.Shapes;

/// <summary>The last line of <c>lv fsck</c>: what was looked at, and what a repair did.</summary>
internal sealed record FsckShape
{
    public int Version { get; init; } = 1;

    public required string? Lake { get; init; }

    /// <summary>True where nothing is damaged; after a repair, where nothing is any more.</summary>
    public required bool Whole { get; init; }

    /// <summary>False where nothing says which lake this is, so that no more was checked.</summary>
    public required bool Complete { get; init; }

    /// <summary>True where the bytes of all content were read too.</summary>
    public required bool Data { get; init; }

    /// <summary>Faults told, and more at keys of which several were.</summary>
    public required long Damages { get; init; }

    public required long Alike { get; init; }

    public required long Doubts { get; init; }

    public required FsckFigures Checked { get; init; }

    /// <summary>Null where nothing was to be repaired from.</summary>
    public FsckRepairShape? Repair { get; init; }

    public static FsckShape Of(LakeCheckReport report, bool data, RepairReport? repair, bool dryRun) => new()
    {
        Lake = report.Lake?.ToString(),
        Whole = (repair is null || dryRun ? report : repair.After).IsWhole,
        Complete = report.IsComplete,
        Data = data,
        Damages = report.Figures.Damages,
        Alike = report.Figures.Alike,
        Doubts = report.Figures.Doubts,
        Checked = FsckFigures.Of(report.Figures),
        Repair = repair is null ? null : new FsckRepairShape
        {
            DryRun = dryRun,
            Repaired = repair.Repaired,
            NotRepaired = repair.NotRepaired,
            DamagesLeft = repair.After.Figures.Damages,
        },
    };
}

/// <summary>How much was looked at.</summary>
internal sealed record FsckFigures(
    long Logs, long Entries, long Commits, long States, long ExpiredStates, long Nodes, long Packs, long Contents, long ContentBytes,
    long Outside, long OutsideUnread, long LeftOut, long Erased, long Tables, long? Unreachable, long UnreachableBytes)
{
    public static FsckFigures Of(CheckFigures figures) => new(
        figures.Logs, figures.Entries, figures.Commits, figures.States, figures.ExpiredStates, figures.Nodes, figures.Packs, figures.Contents, figures.ContentBytes,
        figures.Outside, figures.OutsideUnread, figures.LeftOut, figures.Erased, figures.Tables, figures.Unreachable, figures.UnreachableBytes);
}

/// <summary>What a repair did, or would do.</summary>
internal sealed record FsckRepairShape
{
    public required bool DryRun { get; init; }

    /// <summary>Keys that were put back, or would be.</summary>
    public required IReadOnlyList<string> Repaired { get; init; }

    public required IReadOnlyList<UnrepairedObject> NotRepaired { get; init; }

    /// <summary>Faults that are left, or would be.</summary>
    public required long DamagesLeft { get; init; }
}
