namespace LakeVersion.Storage.S3;

/// <summary>How the server encrypts what is stored, besides what the bucket's own settings do.</summary>
public sealed record S3Encryption
{
    private S3Encryption(bool usesKms, string? keyId) => (UsesKms, KeyId) = (usesKms, keyId);

    /// <summary>SSE-S3: keys that the store itself manages (AES-256).</summary>
    public static S3Encryption StoreManaged { get; } = new(false, null);

    /// <summary>True for SSE-KMS.</summary>
    public bool UsesKms { get; }

    /// <summary>The key of the key management service; null for the account's default key.</summary>
    public string? KeyId { get; }

    /// <summary>SSE-KMS: a key of the key management service. ETags are then no digests of the content.</summary>
    /// <param name="keyId">The key's id or ARN; null for the account's default key.</param>
    public static S3Encryption Kms(string? keyId = null) => new(true, keyId);
}
