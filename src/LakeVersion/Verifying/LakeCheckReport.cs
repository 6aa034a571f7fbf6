using LakeVersion.Storage;
using LakeVersion.Versioning.Verifying;

namespace LakeVersion.Verifying;

/// <summary>What a check of a lake found.</summary>
public sealed record LakeCheckReport
{
    /// <summary>The most findings that a report holds; all of them go to <see cref="VerifyOptions.Found"/>.</summary>
    public const int MostFindings = 10_000;

    /// <summary>The lake's id; null where nothing says it.</summary>
    public required Id128? Lake { get; init; }

    /// <summary>The findings, in the order in which they were made; the first ten thousand.</summary>
    public required IReadOnlyList<CheckFinding> Findings { get; init; }

    /// <summary>How much was looked at.</summary>
    public required CheckFigures Figures { get; init; }

    /// <summary>True where all that was to be checked was reached; false where nothing says which lake this is.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>True where nothing is damaged. Findings that are no damage may be there.</summary>
    public bool IsWhole => IsComplete && Figures.Damages == 0;
}
