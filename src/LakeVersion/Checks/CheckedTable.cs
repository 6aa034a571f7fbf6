using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Checks;

/// <summary>A table that expectations look at.</summary>
/// <param name="State">The table.</param>
/// <param name="Before">The table that the branch holds so far; null where it has none.</param>
/// <param name="Now">The time that ages are measured by.</param>
internal sealed record CheckedTable(DeltaSnapshot State, DeltaSnapshot? Before, DateTimeOffset Now);
