using LakeVersion.Versioning.Commits;

namespace LakeVersion.Tracing;

/// <summary>A commit that changed what is traced.</summary>
/// <param name="Commit">The commit.</param>
/// <param name="Parents">Its parents, as far as they were followed.</param>
/// <param name="Parts">The parts that are the same in none of them.</param>
internal sealed record TraceStep(Commit Commit, IReadOnlyList<Commit> Parents, IReadOnlyCollection<string> Parts);
