namespace LakeVersion.Storage;

/// <summary>What a store says of an object besides its bytes.</summary>
/// <param name="SizeBytes">The length of the object, in bytes.</param>
/// <param name="Modified">When the object was stored, by the store's clock, in UTC.</param>
/// <param name="Version">The content that stood there; null where the store tells none. A listing may leave out the version id.</param>
public readonly record struct ObjectInfo(long SizeBytes, DateTimeOffset Modified, ObjectVersion? Version = null);
