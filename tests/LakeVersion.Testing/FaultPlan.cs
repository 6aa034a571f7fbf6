namespace LakeVersion.Testing;

/// <summary>One thing that goes wrong.</summary>
/// <param name="Operation">At which operation, counted from 1 over the life of the <see cref="FaultStore"/>.</param>
/// <param name="Kind">What goes wrong.</param>
public sealed record FaultPlan(int Operation, FaultKind Kind)
{
    /// <summary>
    /// True where the process dies of it: the operation throws <see cref="CrashedException"/>, and so does every later one.
    /// </summary>
    public bool Dies { get; init; }
}
