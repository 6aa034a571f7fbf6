using LakeVersion.Storage;
using LakeVersion.Versioning.Logs;

namespace LakeVersion.Simulation.Checking;

/// <summary>An entry that landed, and the objects that its states stand on.</summary>
internal sealed record BookLine(StoredEntry Stored, HashSet<StoreKey> Keys)
{
    /// <summary>Until when it stays whole after it was let go, in ticks; 0 while it is kept.</summary>
    public long ReadableUntil { get; set; }
}
