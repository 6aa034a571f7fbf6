namespace LakeVersion.Simulation.Engine;

/// <summary>Something that must never be was seen.</summary>
internal sealed class Violation(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>True where the simulation itself is at fault, which proves nothing of the lake.</summary>
    public bool IsOfSimulation { get; init; }
}
