using System.Globalization;
using Amazon.S3;
using Amazon.S3.Model;

namespace LakeVersion.Storage.S3;

/// <summary>Reads objects: whole, by ranges, and by name.</summary>
/// <remarks>A body that ends too soon, or too late, is no answer: the request is repeated.</remarks>
internal sealed class S3Reader
{
    // Larger ranges are fetched as parallel requests; one connection seldom fills a network.
    private const int PieceBytes = 8 << 20;
    private const int MostPieces = 8;

    // What a server claims of an object's size is believed this far before bytes have come.
    private const int TrustedBytes = 16 << 20;

    // No server holds objects as large; some overflow on what a range header may say.
    private const long LargestObject = 1L << 50;

    private readonly S3Client client;

    public S3Reader(S3Client client) => this.client = client;

    public ValueTask<ReadOnlyMemory<byte>?> GetAsync(StoreKey key, CancellationToken cancellationToken) =>
        client.RunAsync(Call(key), async (s3, patience) =>
        {
            try
            {
                // The SDK compares a whole object with the MD5 in its ETag, where the ETag is one.
                using var answer = await s3.GetObjectAsync(Request(key), patience.Token).ConfigureAwait(false);
                if (answer.ContentLength > Array.MaxLength)
                {
                    throw LakeException.Unsupported(
                        $"{Call(key)} failed: it has {answer.ContentLength} bytes, more than fit into memory at once. Read it by ranges.");
                }

                return await ReadAsync(answer, answer.ContentLength, patience).ConfigureAwait(false);
            }
            catch (AmazonS3Exception exception) when (S3Faults.Classify(exception) == S3Fault.Absent)
            {
                return (ReadOnlyMemory<byte>?)null;
            }
        }, cancellationToken);

    public async ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(
        StoreKey key, ObjectVersion? version, long offset, int length, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length == 0 || offset >= LargestObject)
        {
            var info = await StatAsync(key, cancellationToken).ConfigureAwait(false);
            Check(key, version, info?.Version?.ETag);
            return info is null ? null : ReadOnlyMemory<byte>.Empty;
        }

        if (length <= PieceBytes + (PieceBytes / 2))
        {
            return (await PieceAsync(key, version, offset, length, cancellationToken).ConfigureAwait(false))?.Bytes;
        }

        return await PiecesAsync(key, version, offset, length, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<ObjectInfo?> StatAsync(StoreKey key, CancellationToken cancellationToken) =>
        client.RunAsync(Call(key) with { Verb = "Looking at" }, async (s3, patience) =>
        {
            try
            {
                var request = new GetObjectMetadataRequest { BucketName = client.Bucket, Key = key.Value };
                var answer = await s3.GetObjectMetadataAsync(request, patience.Token).ConfigureAwait(false);
                return new ObjectInfo(answer.ContentLength, S3Time.Of(answer.LastModified), VersionOf(answer.ETag, answer.VersionId));
            }
            catch (AmazonS3Exception exception) when (S3Faults.Classify(exception) == S3Fault.Absent)
            {
                return (ObjectInfo?)null;
            }
        }, cancellationToken);

    private async ValueTask<ReadOnlyMemory<byte>?> PiecesAsync(
        StoreKey key, ObjectVersion? version, long offset, int length, CancellationToken cancellationToken)
    {
        // The first piece tells whether there is more, and of which version the others must be.
        if (await PieceAsync(key, version, offset, PieceBytes, cancellationToken).ConfigureAwait(false) is not { } first)
        {
            return null;
        }

        length = (int)Math.Min(length, Math.Max(first.ObjectBytes - offset, first.Bytes.Length));
        if (first.Bytes.Length < PieceBytes || length <= PieceBytes)
        {
            return first.Bytes;
        }

        var whole = new byte[length];
        first.Bytes.CopyTo(whole);
        var same = version ?? first.Version;
        var starts = Enumerable.Range(1, (length - 1) / PieceBytes).Select(static n => n * PieceBytes);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = MostPieces, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(starts, parallel, async (start, token) =>
        {
            var wanted = Math.Min(PieceBytes, length - start);
            var piece = await PieceAsync(key, same, offset + start, wanted, token).ConfigureAwait(false);
            if (piece?.Bytes.Length != wanted)
            {
                throw LakeException.Conflict($"{Call(key)} failed: it changed while it was read.");
            }

            piece.Bytes.CopyTo(whole.AsMemory(start));
        }).ConfigureAwait(false);
        return whole;
    }

    private ValueTask<Piece?> PieceAsync(StoreKey key, ObjectVersion? version, long offset, int length, CancellationToken cancellationToken) =>
        client.RunAsync(Call(key), async (s3, patience) =>
        {
            var request = Request(key);
            request.ByteRange = new ByteRange(offset, Math.Min(offset + length, LargestObject) - 1);
            request.VersionId = version?.VersionId;
            try
            {
                using var answer = await s3.GetObjectAsync(request, patience.Token).ConfigureAwait(false);
                Check(key, version, answer.ETag);
                var size = CheckRange(key, answer, offset, length);
                var bytes = await ReadAsync(answer, answer.ContentLength, patience).ConfigureAwait(false);
                return new Piece(bytes, size, VersionOf(answer.ETag, answer.VersionId));
            }
            catch (AmazonS3Exception exception) when (S3Faults.Classify(exception) is S3Fault.Absent)
            {
                return null;
            }
            catch (AmazonS3Exception exception) when (S3Faults.Classify(exception) is S3Fault.RangeBeyondEnd)
            {
                return new Piece(ReadOnlyMemory<byte>.Empty, 0, null);
            }
        }, cancellationToken);

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

    private void Check(StoreKey key, ObjectVersion? expected, string? found)
    {
        if (expected is not null && found is not null && expected.ETag != found)
        {
            throw LakeException.Conflict($"{Call(key)} failed: it changed. Expected was its version with ETag {expected.ETag}, found is {found}.");
        }
    }

    private static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(GetObjectResponse answer, long length, Patience patience)
    {
        var buffer = new byte[Math.Min(length, TrustedBytes)];
        var read = 0;
        while (read < length)
        {
            if (read == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min(length, Math.Min(2L * buffer.Length, Array.MaxLength)));
            }

            var count = await answer.ResponseStream.ReadAsync(buffer.AsMemory(read), patience.Token).ConfigureAwait(false);
            if (count == 0)
            {
                throw new EndOfStreamException($"the answer ended after {read} of {length} bytes");
            }

            read += count;
            patience.Renew();
        }

        // Reading on to the end is what makes the SDK compare the digest.
        return await answer.ResponseStream.ReadAsync(new byte[1], patience.Token).ConfigureAwait(false) == 0
            ? buffer
            : throw new IOException($"the answer did not end after its {length} bytes");
    }

    private static ObjectVersion? VersionOf(string? etag, string? versionId) =>
        string.IsNullOrEmpty(etag) ? null : new ObjectVersion(etag, string.IsNullOrEmpty(versionId) ? null : versionId);

    private GetObjectRequest Request(StoreKey key) => new() { BucketName = client.Bucket, Key = key.Value };

    private S3Call Call(StoreKey key) => new("Reading", client.Bucket, key.Value);

    private sealed record Piece(ReadOnlyMemory<byte> Bytes, long ObjectBytes, ObjectVersion? Version);
}
