using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace LakeVersion.Storage.S3.Inspecting;

/// <summary>Looks at the settings of a bucket that endanger a lake, or make it dear. Changes nothing.</summary>
internal sealed class BucketInspector
{
    private readonly S3Client client;

    public BucketInspector(S3Client client) => this.client = client;

    public async ValueTask<IReadOnlyList<BucketFinding>> InspectAsync(string prefix, CancellationToken cancellationToken)
    {
        var findings = new List<BucketFinding>();
        await LookAsync(findings, "versioning", "s3:GetBucketVersioning", async (s3, token) =>
        {
            var answer = await s3.GetBucketVersioningAsync(new GetBucketVersioningRequest { BucketName = client.Bucket }, token).ConfigureAwait(false);
            return [BucketRules.Versioning(answer.VersioningConfig?.Status)];
        }, cancellationToken).ConfigureAwait(false);
        await LookAsync(findings, "lifecycle", "s3:GetLifecycleConfiguration", async (s3, token) =>
            [.. BucketRules.Lifecycle(await LifecycleAsync(s3, token).ConfigureAwait(false), prefix)], cancellationToken).ConfigureAwait(false);
        await LookAsync(findings, "encryption", "s3:GetEncryptionConfiguration", async (s3, token) =>
            [new BucketFinding("encryption", BucketWeight.Fine, await EncryptionAsync(s3, token).ConfigureAwait(false))], cancellationToken).ConfigureAwait(false);
        return findings;
    }

    private async Task LookAsync(
        List<BucketFinding> findings, string subject, string permission, Func<IAmazonS3, CancellationToken, Task<BucketFinding[]>> look, CancellationToken cancellationToken)
    {
        try
        {
            var call = new S3Call($"Looking at the {subject} of", client.Bucket, null);
            findings.AddRange(await client.RunAsync(call, (s3, patience) => look(s3, patience.Token), cancellationToken).ConfigureAwait(false));
        }
        catch (LakeException exception) when (exception.Kind is LakeErrorKind.Refused or LakeErrorKind.Unsupported)
        {
            var why = exception.Kind == LakeErrorKind.Refused ? $"These credentials may not look ({permission})" : "The server does not tell";
            findings.Add(new BucketFinding(subject, BucketWeight.Advice, $"{why}; look yourself."));
        }
    }

    private async Task<IReadOnlyList<LifecycleRule>> LifecycleAsync(IAmazonS3 s3, CancellationToken cancellationToken)
    {
        try
        {
            var request = new GetLifecycleConfigurationRequest { BucketName = client.Bucket };
            return (await s3.GetLifecycleConfigurationAsync(request, cancellationToken).ConfigureAwait(false)).Configuration?.Rules ?? [];
        }
        catch (AmazonS3Exception exception) when (exception is { StatusCode: HttpStatusCode.NotFound, ErrorCode: not "NoSuchBucket" })
        {
            return [];
        }
    }

    private async Task<string> EncryptionAsync(IAmazonS3 s3, CancellationToken cancellationToken)
    {
        try
        {
            var request = new GetBucketEncryptionRequest { BucketName = client.Bucket };
            var rules = (await s3.GetBucketEncryptionAsync(request, cancellationToken).ConfigureAwait(false))
                .ServerSideEncryptionConfiguration?.ServerSideEncryptionRules ?? [];
            var method = rules.Select(static rule => rule.ServerSideEncryptionByDefault?.ServerSideEncryptionAlgorithm?.Value).FirstOrDefault(static name => name is not null);
            return method is null ? "The bucket names no encryption of its own." : $"The bucket encrypts by default ({method}).";
        }
        catch (AmazonS3Exception exception) when (exception is { StatusCode: HttpStatusCode.NotFound, ErrorCode: not "NoSuchBucket" })
        {
            return "The bucket names no encryption of its own.";
        }
    }
}
