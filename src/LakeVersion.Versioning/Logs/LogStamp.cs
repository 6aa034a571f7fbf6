using LakeVersion.Storage;

namespace LakeVersion.Versioning.Logs;

/// <summary>Who moves a log, and how long they try.</summary>
/// <param name="Tx">The transaction id, the same in every try.</param>
/// <param name="Author">Who, as asserted.</param>
/// <param name="Patience">How long others may win, or answers may stay unclear, before it gives up.</param>
/// <param name="Key">The idempotency key of a movement without members; an entry that has it already is the answer.</param>
/// <param name="Request">What is asked for under the key; null compares nothing.</param>
internal readonly record struct LogStamp(Id128 Tx, string Author, TimeSpan Patience, string? Key = null, ContentHash? Request = null);
