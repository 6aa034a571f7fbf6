namespace LakeVersion.Simulation.Engine;

/// <summary>Something that must never be was seen.</summary>
internal sealed class Violation(string message, Exception? cause = null) : Exception(message, cause);
