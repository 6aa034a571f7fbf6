using LakeVersion.Simulation.Checking;
using LakeVersion.Simulation.Engine;

namespace LakeVersion.Simulation;

/// <summary>What came of a seed.</summary>
internal sealed record RunResult
{
    public required int Seed { get; init; }

    /// <summary>What must never be and was seen; null for nothing.</summary>
    public required Violation? Failure { get; init; }

    /// <summary>The digest of all that happened, in order.</summary>
    public required ulong TraceHash { get; init; }

    /// <summary>All that happened; empty where nobody asked.</summary>
    public required IReadOnlyList<string> Trace { get; init; }

    /// <summary>How often each kind of operation ended how.</summary>
    public required IReadOnlyDictionary<(string Kind, OperationOutcome Outcome), int> Outcomes { get; init; }

    /// <summary>The kinds of operations of which one at least stands in a log.</summary>
    public required IReadOnlySet<string> Seen { get; init; }

    public required int Entries { get; init; }

    public required int Deleted { get; init; }
}
