using LakeVersion.Storage;

namespace LakeVersion.Versioning.Erasing;

/// <summary>One erasure, as its entries tell it. Immutable.</summary>
/// <param name="N">Its number: that of its first entry.</param>
/// <param name="Lake">The id of the lake that it was ordered in; another than the present one where that was mirrored and promoted since.</param>
/// <param name="Time">When it was ordered, by the store's clock.</param>
/// <param name="Author">Who ordered it, as asserted.</param>
/// <param name="Reason">Why.</param>
/// <param name="Contents">What, and from which places; one content may be there several times.</param>
/// <param name="DoneAt">When a second look found nothing more; null before.</param>
internal sealed record KnownErasure(
    long N, Id128 Lake, DateTimeOffset Time, string Author, string Reason, IReadOnlyList<ErasedContent> Contents, DateTimeOffset? DoneAt)
{
    /// <summary>What a reader is told.</summary>
    public LakeException Tell(ContentHash? sha256, long sizeBytes) => LakeException.Expired(
        $"The content (SHA-256 {sha256?.ToString() ?? "not known"}, {sizeBytes} bytes) was erased by {Author} on {Time:yyyy-MM-dd} because '{Reason}' (erasure {N}).");
}
