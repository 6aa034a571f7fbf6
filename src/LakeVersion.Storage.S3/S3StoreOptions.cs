namespace LakeVersion.Storage.S3;

/// <summary>How to reach a store that speaks S3. What a location such as <c>s3://bucket/prefix?region=…</c> says comes first.</summary>
/// <remarks>
/// Where endpoint, region or credentials are null, the usual AWS environment decides: <c>AWS_ENDPOINT_URL_S3</c>, <c>AWS_ENDPOINT_URL</c>,
/// <c>AWS_REGION</c>, <c>AWS_ACCESS_KEY_ID</c>, <c>AWS_PROFILE</c>, the profile files, and the machine's role.
/// </remarks>
public sealed record S3StoreOptions
{
    // What timers and the retries take.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>The server, such as <c>http://127.0.0.1:9000</c>; null for AWS, or what the environment says.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The region that signs requests; null for what the environment says, or <c>us-east-1</c> where there is an endpoint.</summary>
    public string? Region { get; init; }

    /// <summary>
    /// True puts the bucket into the path (<c>http://host/bucket/key</c>), false into the host's name; null decides for the path where there
    /// is an endpoint, and for the host on AWS.
    /// </summary>
    public bool? PathStyle { get; init; }

    /// <summary>Keys; null for what the environment says.</summary>
    public S3Credentials? Credentials { get; init; }

    /// <summary>A profile of the AWS configuration files; null for the environment's.</summary>
    public string? Profile { get; init; }

    /// <summary>True sends no credentials: for public data.</summary>
    public bool Anonymous { get; init; }

    /// <summary>Encryption asked for with every object; null leaves it to the bucket.</summary>
    public S3Encryption? Encryption { get; init; }

    /// <summary>
    /// How long the server may be silent: until it answers, and between two pieces of a body; a day at most. 30 s by default. A request that
    /// sends a body waits a second longer for each 64 KiB, and begins to wait anew with each piece of it that the connection takes.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a request that may be repeated is tried in all, with growing pauses; 5 by default. Create-only puts are never repeated.</summary>
    public int Tries { get; init; } = 5;

    /// <summary>The pause before the first repetition; it doubles each time, up to 10 s, with jitter. 100 ms by default.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How many requests of one store are under way at once, at most; 64 by default.</summary>
    public int MostParallelRequests { get; init; } = 64;

    /// <summary>How much one upload of a stream keeps in memory, in bytes: 64 MiB by default, 16 MiB at least.</summary>
    public int StreamMemoryBytes { get; init; } = 64 << 20;

    /// <summary>The clock of timeouts and pauses. The system's by default.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Random bytes, for the names of probe objects. The system's by default.</summary>
    public IEntropy Entropy { get; init; } = SystemEntropy.Instance;

    /// <summary>Reads the address of a server.</summary>
    /// <exception cref="LakeException">Invalid: it is none, or holds credentials.</exception>
    public static Uri ParseEndpoint(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https"))
        {
            throw LakeException.Invalid("The endpoint of S3 (endpoint in the location, LAKEVERSION_ENDPOINT, .lakeversion, AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL) is no address of a "
                + "server: expected http://host:port or https://host.");
        }

        return endpoint.UserInfo.Length == 0 && endpoint.Query.Length == 0 && endpoint.Fragment.Length == 0
            ? endpoint
            : throw LakeException.Invalid("The endpoint holds more than an address. Give credentials by the environment or a profile.");
    }

    /// <summary>Itself, where every figure is within its limits.</summary>
    /// <exception cref="LakeException">Invalid: one is not; the message names it.</exception>
    internal S3StoreOptions Checked() =>
        Timeout <= TimeSpan.Zero || Timeout > Longest ? throw LakeException.Invalid($"The timeout for S3 is {Timeout}: expected more than none, and a day at most.")
        : Tries < 1 ? throw LakeException.Invalid($"Requests to S3 shall be tried {Tries} times: expected at least 1.")
        : FirstPause < TimeSpan.Zero || FirstPause > Longest ? throw LakeException.Invalid($"The pause between tries is {FirstPause}: expected a day at most.")
        : MostParallelRequests < 1 ? throw LakeException.Invalid($"At most {MostParallelRequests} requests shall run at once: expected at least 1.")
        : StreamMemoryBytes < 2 * PartPlan.FirstPartBytes
            ? throw LakeException.Invalid($"An upload shall keep {StreamMemoryBytes} bytes in memory: expected at least {2 * PartPlan.FirstPartBytes}.")
        : this;

    /// <summary>The slowest line on which what is in the buffers of this machine is still waited for, in bytes a second: 64 KiB.</summary>
    internal static int SlowestBytesPerSecond => 64 << 10;
}
