using LakeVersion.Storage;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Versioning.Content;

/// <summary>Reads content that lies outside the lake, which this room knows no way to. Safe for concurrent use.</summary>
/// <remarks>It is asked with identities that stand in the lake, and anybody may have written the lake: what may be read is its to decide.</remarks>
public interface IOutsideContent
{
    /// <summary>A range, in bytes, of exactly the content that the identity names; shorter where it ends sooner.</summary>
    /// <exception cref="LakeException">
    /// Corrupt: the content changed since, or is gone. Refused: it may not be read from there. Unsupported: nobody opens the scheme.
    /// </exception>
    ValueTask<ReadOnlyMemory<byte>> ReadAsync(ExternalIdentity identity, long offset, int length, CancellationToken cancellationToken);
}
