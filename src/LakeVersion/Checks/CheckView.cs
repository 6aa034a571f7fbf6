using LakeVersion.Snapshots;

namespace LakeVersion.Checks;

/// <summary>What a check looks at.</summary>
/// <param name="State">The state that is asked about. Its commit may not be published yet, and then no revision names it.</param>
/// <param name="Before">What the branch holds so far; null where there is nothing to compare with.</param>
/// <param name="Now">The time that ages are measured by.</param>
public sealed record CheckView(LakeSnapshot State, LakeSnapshot? Before, DateTimeOffset Now);
