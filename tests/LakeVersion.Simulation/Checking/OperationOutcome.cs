namespace LakeVersion.Simulation.Checking;

/// <summary>What was told to who asked for an operation.</summary>
internal enum OperationOutcome
{
    /// <summary>Nothing, or that it is unknown: it is there whole, or not at all, and may come later.</summary>
    Unknown,

    /// <summary>It is done.</summary>
    Acknowledged,

    /// <summary>Nothing had to be done.</summary>
    Unchanged,

    /// <summary>It failed: it is not there, and never will be.</summary>
    Failed,
}
