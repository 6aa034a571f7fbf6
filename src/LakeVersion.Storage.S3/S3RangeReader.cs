using System.Globalization;
using Amazon.S3;
using Amazon.S3.Model;

namespace LakeVersion.Storage.S3;

/// <summary>Reads ranges of objects; large ones in parallel pieces.</summary>
internal sealed class S3RangeReader
{
    // Larger ranges are fetched as parallel requests; one connection seldom fills a network.
    private const int PieceBytes = 8 << 20;
    private const int MostPieces = 8;

    // No server holds objects as large; some overflow on what a range header may say.
    private const long LargestObject = 1L << 50;

    private readonly S3Client client;
    private readonly S3Reader whole;

    public S3RangeReader(S3Client client, S3Reader whole) => (this.client, this.whole) = (client, whole);

    /// <summary>A range of whatever the object is; null where there is none.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> GetAsync(StoreKey key, long offset, int length, CancellationToken cancellationToken)
    {
        var range = await ReadAsync(key, null, offset, length, cancellationToken).ConfigureAwait(false);
        return range.Result switch
        {
            VersionedResult.Same => range.Content,
            // Without the cast, null would become empty memory.
            VersionedResult.Missing => (ReadOnlyMemory<byte>?)null,
            _ => throw LakeException.Conflict($"{Call(key)} failed: it was replaced while it was read. Read it again."),
        };
    }

    /// <summary>A range of one version, or of any where none is given.</summary>
    public async ValueTask<VersionedRange> ReadAsync(
        StoreKey key, ObjectVersion? version, long offset, int length, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        S3ObjectStore.Check(key);
        if (length == 0 || offset >= LargestObject)
        {
            return await NothingAsync(key, version, cancellationToken).ConfigureAwait(false);
        }

        // The first piece tells whether there is more, and of which version the others must be.
        var isLarge = length > PieceBytes + (PieceBytes / 2);
        var first = await PieceAsync(key, version, offset, isLarge ? PieceBytes : length, cancellationToken).ConfigureAwait(false);
        return first switch
        {
            { Range: null } => await NothingAsync(key, version, cancellationToken).ConfigureAwait(false),
            { Range: { Result: VersionedResult.Same } range } when !isLarge || first.ObjectBytes - offset <= range.Content.Length => range,
            { Range: { Result: VersionedResult.Same } range } =>
                await RestAsync(key, first, range.Content, offset, length, cancellationToken).ConfigureAwait(false),
            { Range: { } range } => range,
        };
    }

    private async ValueTask<VersionedRange> RestAsync(
        StoreKey key, Piece first, ReadOnlyMemory<byte> beginning, long offset, int length, CancellationToken cancellationToken)
    {
        length = (int)Math.Min(length, first.ObjectBytes - offset);
        var bytes = new byte[length];
        beginning.CopyTo(bytes);
        var starts = Enumerable.Range(1, (length - 1) / PieceBytes).Select(static n => n * PieceBytes);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = MostPieces, CancellationToken = cancellationToken };
        var result = VersionedResult.Same;
        await Parallel.ForEachAsync(starts, parallel, async (start, token) =>
        {
            var count = Math.Min(PieceBytes, length - start);
            var piece = await PieceAsync(key, first.Version, offset + start, count, token).ConfigureAwait(false);

            // Shorter, the object ends sooner by now, whatever its tag says.
            if (piece.Range is { Result: VersionedResult.Same } range && range.Content.Length == count)
            {
                range.Content.CopyTo(bytes.AsMemory(start));
            }
            else
            {
                result = VersionedResult.Changed;
            }
        }).ConfigureAwait(false);
        return new VersionedRange(result, result == VersionedResult.Same ? bytes : default);
    }

    private ValueTask<Piece> PieceAsync(StoreKey key, ObjectVersion? version, long offset, int length, CancellationToken cancellationToken) =>
        client.RunAsync(Call(key), async (s3, patience) =>
        {
            var request = new GetObjectRequest
            {
                BucketName = client.Bucket,
                Key = key.Value,
                VersionId = version?.VersionId,
                ByteRange = new ByteRange(offset, Math.Min(offset + length, LargestObject) - 1),
            };
            try
            {
                using var answer = await s3.GetObjectAsync(request, patience.Token).ConfigureAwait(false);
                var found = S3Version.Of(answer.ETag, answer.VersionId);
                if (version is { } expected && found?.ETag != expected.ETag)
                {
                    return new Piece(new VersionedRange(VersionedResult.Changed, default), 0, found);
                }

                var size = CheckRange(key, answer, offset, length);
                var bytes = await S3Body.ReadAsync(answer, patience).ConfigureAwait(false);
                return new Piece(new VersionedRange(VersionedResult.Same, bytes), size, found);
            }
            catch (AmazonS3Exception exception) when (S3Faults.Classify(exception) == S3Fault.Absent)
            {
                return new Piece(new VersionedRange(VersionedResult.Missing, default), 0, null);
            }
            catch (AmazonS3Exception exception) when (S3Faults.Classify(exception) == S3Fault.RangeBeyondEnd)
            {
                return new Piece(null, 0, null);
            }
        }, cancellationToken);

    // No bytes are in the range; whether there is an object, and of which version, is still to be said.
    private async ValueTask<VersionedRange> NothingAsync(StoreKey key, ObjectVersion? version, CancellationToken cancellationToken)
    {
        var found = await whole.StatAsync(key, version?.VersionId, cancellationToken).ConfigureAwait(false);
        return new VersionedRange(
            found is null ? VersionedResult.Missing
            : version is null || version.Value.ETag == found.Value.Version?.ETag ? VersionedResult.Same
            : VersionedResult.Changed,
            default);
    }

    // A server that does not know ranges sends the whole object, and some cut-off answers look well by length alone.
    private static long CheckRange(StoreKey key, GetObjectResponse answer, long offset, int length)
    {
        if (string.IsNullOrEmpty(answer.ContentRange))
        {
            // An empty object has no range to speak of.
            return answer.ContentLength == 0 ? 0
                : throw LakeException.Unsupported($"The server ignored the range of bytes asked for of '{key}'. LakeVersion needs ranged reads.");
        }

        // bytes 0-99/1234
        var text = answer.ContentRange.AsSpan();
        var slash = text.IndexOf('/');
        var dash = text.IndexOf('-');
        return text.StartsWith("bytes ") && dash > 0 && slash > dash
            && long.TryParse(text[6..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && long.TryParse(text[(dash + 1)..slash], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            && long.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            && first == offset && last == Math.Min(size, offset + length) - 1 && answer.ContentLength == last - first + 1
            ? size
            : throw new IOException($"the answer holds '{answer.ContentRange}' where {length} bytes from {offset} on were asked for");
    }

    private S3Call Call(StoreKey key) => new("Reading", client.Bucket, key.Value);

    // No range: it begins behind the object's end.
    private sealed record Piece(VersionedRange? Range, long ObjectBytes, ObjectVersion? Version);
}
