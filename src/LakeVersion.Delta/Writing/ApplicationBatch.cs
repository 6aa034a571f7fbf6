namespace LakeVersion.Delta.Writing;

/// <summary>A batch as an application counts it (PROTOCOL.md, "Transaction Identifiers"): written at most once.</summary>
/// <param name="AppId">The application's id.</param>
/// <param name="Version">The batch's number, which rises.</param>
public sealed record ApplicationBatch(string AppId, long Version);
