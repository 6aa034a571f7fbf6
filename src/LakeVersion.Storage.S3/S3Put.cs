using System.Runtime.InteropServices;
using Amazon.S3;
using Amazon.S3.Model;

namespace LakeVersion.Storage.S3;

/// <summary>Makes requests that store one body from memory.</summary>
internal static class S3Put
{
    /// <summary>A put whose body is signed by its SHA-256, so that a bit that flips on the way is refused.</summary>
    public static PutObjectRequest Request(string bucket, StoreKey key, ReadOnlyMemory<byte> content, S3Encryption? encryption, Patience patience) =>
        new()
        {
            BucketName = bucket,
            Key = key.Value,
            InputStream = Body(content, patience),
            AutoCloseStream = true,
            UseChunkEncoding = false,
            DisablePayloadSigning = false,
            ContentType = "application/octet-stream",
            ServerSideEncryptionMethod = Method(encryption),
            ServerSideEncryptionKeyManagementServiceKeyId = encryption?.KeyId,
        };

    /// <summary>The server's word for an encryption.</summary>
    public static ServerSideEncryptionMethod? Method(S3Encryption? encryption) => encryption switch
    {
        null => null,
        { UsesKms: true } => ServerSideEncryptionMethod.AWSKMS,
        _ => ServerSideEncryptionMethod.AES256,
    };

    /// <summary>Memory as a body that can be read again, without a copy where it is an array.</summary>
    public static SentBody Body(ReadOnlyMemory<byte> content, Patience patience) => new(
        MemoryMarshal.TryGetArray(content, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(content.ToArray(), writable: false),
        patience);
}
