using Amazon.Runtime;
using Amazon.S3;
using Polly;
using Polly.Retry;

namespace LakeVersion.Storage.S3;

/// <summary>Sends requests about one bucket: bounded in number and time, repeated where that is harmless, failures in our own words.</summary>
/// <remarks>
/// The SDK itself never repeats: one place decides about repetition, and a create-only put must not be sent twice behind our back
/// (the second would find the first and call a success a failure).
/// </remarks>
internal sealed class S3Client : IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly S3StoreOptions options;
    private readonly AmazonS3Client sdk;
    private readonly S3HttpFactory http;
    private readonly SemaphoreSlim gate;
    private readonly ResiliencePipeline repeating;

    public S3Client(string bucket, S3StoreOptions options)
    {
        this.options = options;
        Bucket = bucket;
        Clock = new ServerClock(options.Time);
        http = new S3HttpFactory(options, Clock);
        gate = new SemaphoreSlim(options.MostParallelRequests);
        var config = S3Environment.Configure(options);
        config.HttpClientFactory = http;
        Server = config.ServiceURL ?? $"AWS ({config.RegionEndpoint?.SystemName})";
        sdk = S3Environment.Credentials(options) is { } credentials ? new AmazonS3Client(credentials, config) : new AmazonS3Client(config);
        repeating = new ResiliencePipelineBuilder { TimeProvider = options.Time }.AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = static failed => new ValueTask<bool>(failed.Outcome.Exception is { } e && S3Faults.Classify(e) == S3Fault.Passing),
            MaxRetryAttempts = Math.Max(1, options.Tries - 1),
            BackoffType = DelayBackoffType.Exponential,
            Delay = options.FirstPause,
            MaxDelay = LongestPause,
            UseJitter = true,
        }).Build();
    }

    /// <summary>The bucket's name.</summary>
    public string Bucket { get; }

    /// <summary>The server, for messages.</summary>
    public string Server { get; }

    /// <summary>The server's clock.</summary>
    public ServerClock Clock { get; }

    /// <summary>Sends a request that may be repeated.</summary>
    /// <exception cref="LakeException">It failed in the end; the kind says how.</exception>
    public async ValueTask<T> RunAsync<T>(S3Call call, Func<IAmazonS3, Patience, Task<T>> send, CancellationToken cancellationToken)
    {
        try
        {
            return options.Tries <= 1
                ? await TryAsync(call, send, cancellationToken).ConfigureAwait(false)
                : await repeating.ExecuteAsync(
                    async token => await TryAsync(call, send, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsOfRequest(exception))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw S3Faults.Describe(call with { Tries = Math.Max(1, options.Tries) }, Server, exception);
        }
    }

    /// <summary>Sends a request exactly once; its failures come as they are.</summary>
    public async Task<T> TryAsync<T>(S3Call call, Func<IAmazonS3, Patience, Task<T>> send, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var first = options.Timeout + TimeSpan.FromSeconds(call.SentBytes / (double)S3StoreOptions.SlowestBytesPerSecond);
            using var patience = new Patience(first, options.Timeout, options.Time, cancellationToken);
            return await send(sdk, patience).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer within {options.Timeout.TotalSeconds:0.#} s");
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose()
    {
        sdk.Dispose();
        http.Dispose();
        gate.Dispose();
    }

    /// <summary>True for what a request can fail with; anything else is a fault of the caller or of LakeVersion.</summary>
    public static bool IsOfRequest(Exception exception) =>
        exception is AmazonClientException or AmazonServiceException || S3Faults.Classify(exception) == S3Fault.Passing;
}
