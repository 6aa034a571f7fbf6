namespace LakeVersion.Storage.S3;

/// <summary>What a request is about, for messages and for how long to wait.</summary>
/// <param name="Verb">What is done, such as <c>Reading</c>.</param>
/// <param name="Bucket">The bucket.</param>
/// <param name="Key">The object, or what its name begins with; null for the bucket.</param>
internal sealed record S3Call(string Verb, string Bucket, string? Key)
{
    /// <summary>How many bytes the request sends.</summary>
    public long SentBytes { get; init; }

    /// <summary>How often it is tried; set by the client.</summary>
    public int Tries { get; init; } = 1;

    /// <summary>The verb and the object, never with credentials.</summary>
    public override string ToString() => Key is null ? $"{Verb} s3://{Bucket}" : $"{Verb} s3://{Bucket}/{Key}";
}
