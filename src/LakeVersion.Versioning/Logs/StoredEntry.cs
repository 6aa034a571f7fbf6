using LakeVersion.Storage;

namespace LakeVersion.Versioning.Logs;

/// <summary>An entry together with the digest of its stored bytes, which chains the next one to it.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Hash">The digest of its stored bytes.</param>
public sealed record StoredEntry(LogEntry Entry, ContentHash Hash);
