using LakeVersion.Storage;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Simulation.Checking;

/// <summary>All that a tree stands on, as it is stored.</summary>
/// <param name="Keys">The objects that hold its nodes and content.</param>
/// <param name="Entries">Path to entry.</param>
internal sealed record StoredState(HashSet<StoreKey> Keys, Dictionary<string, TreeEntry> Entries);
