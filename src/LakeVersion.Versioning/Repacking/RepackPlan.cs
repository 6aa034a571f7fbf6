namespace LakeVersion.Versioning.Repacking;

/// <summary>What a repacking brings together.</summary>
/// <param name="Packs">The packs that the tree needs anything of.</param>
/// <param name="LeftPacks">Those that it will need nothing of any more.</param>
/// <param name="LeftBytes">The size of those, in bytes: what a collection frees once nothing else needs them.</param>
/// <param name="StoredAgainBytes">What is stored again, in bytes, nearly.</param>
public sealed record RepackPlan(int Packs, int LeftPacks, long LeftBytes, long StoredAgainBytes);
