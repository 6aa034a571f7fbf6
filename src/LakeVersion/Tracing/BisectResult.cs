using LakeVersion.Versioning.Commits;

namespace LakeVersion.Tracing;

/// <summary>What a bisection found.</summary>
/// <param name="FirstBad">The first bad commit; null where commits that could not be tested leave several.</param>
/// <param name="Suspects">The commits of which one is the first bad one: <paramref name="FirstBad"/> alone where it is known. Newest first.</param>
/// <param name="Steps">What was tested, in order.</param>
public sealed record BisectResult(Commit? FirstBad, IReadOnlyList<Commit> Suspects, IReadOnlyList<BisectStep> Steps);

/// <summary>A commit that was tested.</summary>
/// <param name="Commit">The commit.</param>
/// <param name="Answer">What was found.</param>
public sealed record BisectStep(Commit Commit, BisectAnswer Answer);
