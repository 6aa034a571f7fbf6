using LakeVersion.Storage;

namespace LakeVersion.Versioning.Content;

/// <summary>Content with a chunk list as a stream that seeks; each chunk is checked when it is read.</summary>
internal sealed class ChunkedStream(OpenContent content) : PartStream(content.SizeBytes)
{
    protected override async ValueTask<(long Start, ReadOnlyMemory<byte> Bytes)> ReadPartAsync(long offset, CancellationToken cancellationToken)
    {
        var index = offset / ChunkList.ChunkBytes;
        return (index * ChunkList.ChunkBytes, await content.ReadChunksAsync(index, index, cancellationToken).ConfigureAwait(false));
    }
}
