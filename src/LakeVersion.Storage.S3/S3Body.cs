using Amazon.S3.Model;

namespace LakeVersion.Storage.S3;

/// <summary>Reads the bytes of an answer.</summary>
internal static class S3Body
{
    // What a server claims of a body's size is believed this far before bytes have come.
    private const int TrustedBytes = 16 << 20;

    /// <summary>The whole body.</summary>
    /// <exception cref="IOException">It ended too soon or too late, which is no answer: the request may be repeated.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(GetObjectResponse answer, Patience patience)
    {
        var length = answer.ContentLength;
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
}
