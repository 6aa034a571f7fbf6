namespace LakeVersion.Delta.Tests.Tables.Model;

/// <summary>A change to make, and how many hours pass before it. What the numbers mean is the step's own.</summary>
public sealed record ModelStep(string Kind, IReadOnlyList<ModelSeed> Rows, int One, int Two, int Hours);
