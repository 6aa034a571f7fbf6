using LakeVersion.Versioning;

namespace LakeVersion.Simulation.Engine;

/// <summary>One scenario: who works, for how long, and what goes wrong how often.</summary>
internal sealed record SimulationOptions
{
    public int Writers { get; init; } = 3;

    public int Readers { get; init; } = 1;

    public int Collectors { get; init; } = 1;

    /// <summary>How many operations each writer tries.</summary>
    public int OperationsEach { get; init; } = 8;

    /// <summary>How many collections each collector tries.</summary>
    public int CollectionsEach { get; init; } = 6;

    public TimeSpan Epoch { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How far a process's clock may be off, either way.</summary>
    public TimeSpan Skew { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest that a process stands still, or a request is under way.</summary>
    public TimeSpan LongestStall { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How likely a process stands still at a request.</summary>
    public double Stalls { get; init; } = 0.015;

    /// <summary>As <see cref="Stalls"/>, right behind a look at the collection records: what is decided then may be old when it is done.</summary>
    public double StallsAfterRecord { get; init; } = 0.03;

    /// <summary>How likely a writer's process dies once.</summary>
    public double Deaths { get; init; } = 0.2;

    /// <summary>Multiplies how often requests and answers are lost.</summary>
    public double Faults { get; init; } = 1;

    /// <summary>How long an operation lets others win.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>What is broken on purpose.</summary>
    public WriterMutants Mutants { get; init; }

    /// <summary>The operations that writers choose from, each as often as it is named; null for the usual mix.</summary>
    public IReadOnlyList<string>? Operations { get; init; }
}
