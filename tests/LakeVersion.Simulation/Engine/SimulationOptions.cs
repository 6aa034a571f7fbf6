using LakeVersion.Tables;
using LakeVersion.Versioning;
using LakeVersion.Versioning.Collection;
using LakeVersion.Versioning.Mirroring;

namespace LakeVersion.Simulation.Engine;

/// <summary>One scenario: who works, for how long, and what goes wrong how often.</summary>
internal sealed record SimulationOptions
{
    public int Writers { get; init; } = 3;

    public int Readers { get; init; } = 1;

    public int Collectors { get; init; } = 1;

    /// <summary>How likely a collector is the product's; else it is a reference of the protocol.</summary>
    public double ProductCollectors { get; init; } = 0.5;

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

    /// <summary>As <see cref="Mutants"/>, in the product's collector.</summary>
    public CollectorMutants CollectorMutants { get; init; }

    /// <summary>Who mirrors the lake, all into one other store.</summary>
    public int Mirrorers { get; init; }

    /// <summary>How often each mirrorer tries.</summary>
    public int MirroringsEach { get; init; } = 6;

    /// <summary>As <see cref="Mutants"/>, in mirrors.</summary>
    public MirrorMutants MirrorMutants { get; init; }

    /// <summary>As <see cref="Mutants"/>, in what holds for tables.</summary>
    public TableMutants TableMutants { get; init; }

    /// <summary>Whether lakes have tables besides files.</summary>
    public bool Tables { get; init; }

    /// <summary>Whether retention begins with letting go of all but what is current; else with a rule of the world's choice.</summary>
    public bool KeepsLittle { get; init; }

    /// <summary>Whether the store loses a part of a kept tree once all work is done, before the product collects once more.</summary>
    public bool LosesRoot { get; init; }

    /// <summary>The operations that writers choose from, each as often as it is named; null for the usual mix.</summary>
    public IReadOnlyList<string>? Operations { get; init; }

    /// <summary>Where writers often stand still and much is collected.</summary>
    public static SimulationOptions Slow(IReadOnlyList<string> operations) => new()
    {
        Operations = operations,
        KeepsLittle = true,
        Writers = 4,
        Collectors = 2,
        CollectionsEach = 12,
        OperationsEach = 10,
        Deaths = 0,
        Faults = 0.2,
        Stalls = 0.02,
        StallsAfterRecord = 0.2,
        LongestStall = TimeSpan.FromSeconds(20),
    };
}
