namespace LakeVersion.Storage.S3;

/// <summary>Keys for a store. They are never written anywhere; <see cref="ToString"/> shows none of them.</summary>
/// <param name="AccessKey">The access key's id.</param>
/// <param name="SecretKey">The secret.</param>
/// <param name="SessionToken">The token of temporary credentials, or null.</param>
public sealed record S3Credentials(string AccessKey, string SecretKey, string? SessionToken = null)
{
    /// <summary>Says only that there are credentials.</summary>
    public override string ToString() => "S3 credentials (hidden)";
}
