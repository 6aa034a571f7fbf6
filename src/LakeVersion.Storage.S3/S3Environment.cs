using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.S3;

namespace LakeVersion.Storage.S3;

/// <summary>What options and the usual AWS environment say about reaching a server.</summary>
internal static class S3Environment
{
    private const string DefaultRegion = "us-east-1";

    /// <summary>The SDK's settings for a store.</summary>
    /// <exception cref="LakeException">Invalid: no endpoint and no region is known, or the environment's endpoint is none.</exception>
    public static AmazonS3Config Configure(S3StoreOptions options)
    {
        var endpoint = options.Endpoint ?? EndpointOfEnvironment();
        var config = new AmazonS3Config
        {
            // The newer default (a checksum behind the body, in signed chunks) is refused by other servers than AWS; bodies are signed by SHA-256.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            ForcePathStyle = options.PathStyle ?? endpoint is not null,
            // Each piece of a body that goes out leaves garbage: at the SDK's 8 KiB, as much as an upload's buffers on machines that collect late.
            BufferSize = 64 << 10,
            MaxErrorRetry = 0,
            MaxStaleConnectionRetries = 0,
            DisableLogging = true,
        };
        var region = options.Region ?? RegionOfEnvironment(options);
        if (region?.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-') == false)
        {
            // It becomes part of the server's name.
            throw LakeException.Invalid($"'{region}' is no name of a region: expected letters, digits and '-', such as eu-west-1.");
        }

        if (endpoint is not null)
        {
            config.ServiceURL = endpoint.AbsoluteUri.TrimEnd('/');
            config.UseHttp = endpoint.Scheme == "http";
            config.AuthenticationRegion = region ?? DefaultRegion;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region ?? throw LakeException.Invalid(
                "No region is known for S3. Set AWS_REGION, or add ?region=NAME to the location. For another server than AWS set AWS_ENDPOINT_URL_S3, "
                + "or add ?endpoint=URL."));
        }

        return config;
    }

    /// <summary>The credentials that options give, or null where the SDK shall look for them in its usual places.</summary>
    /// <exception cref="LakeException">Invalid: there is no such profile.</exception>
    public static AWSCredentials? Credentials(S3StoreOptions options)
    {
        if (options.Anonymous)
        {
            return new AnonymousAWSCredentials();
        }

        if (options.Credentials is { } keys)
        {
            return keys.SessionToken is { } token
                ? new SessionAWSCredentials(keys.AccessKey, keys.SecretKey, token)
                : new BasicAWSCredentials(keys.AccessKey, keys.SecretKey);
        }

        return options.Profile is not { } profile ? null
            : new CredentialProfileStoreChain().TryGetAWSCredentials(profile, out var credentials) ? credentials
            : throw LakeException.Invalid($"The AWS configuration has no profile '{profile}' with credentials. See ~/.aws/config and ~/.aws/credentials.");
    }

    private static Uri? EndpointOfEnvironment() =>
        Variable("AWS_ENDPOINT_URL_S3") is { } ofS3 ? S3StoreOptions.ParseEndpoint(ofS3)
        : Variable("AWS_ENDPOINT_URL") is { } ofAll ? S3StoreOptions.ParseEndpoint(ofAll)
        : null;

    private static string? RegionOfEnvironment(S3StoreOptions options)
    {
        if ((Variable("AWS_REGION") ?? Variable("AWS_DEFAULT_REGION")) is { } named)
        {
            return named;
        }

        var profile = options.Profile ?? Variable("AWS_PROFILE") ?? "default";
        return new CredentialProfileStoreChain().TryGetProfile(profile, out var found) ? found.Region?.SystemName : null;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
