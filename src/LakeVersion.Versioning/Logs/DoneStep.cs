namespace LakeVersion.Versioning.Logs;

/// <summary>A step that was done before under an idempotency key.</summary>
/// <param name="Stored">The branch's entry that did it.</param>
/// <param name="Commit">The commit that has the key; null where the movement itself does.</param>
public sealed record DoneStep(StoredEntry Stored, Transactions.CommitResult? Commit);
