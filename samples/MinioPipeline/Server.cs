namespace MinioPipeline;

/// <summary>Where the object storage is, by the environment; what nothing says is as in docker-compose.minio.yml.</summary>
internal sealed record Server(Uri Endpoint, string AccessKey, string SecretKey)
{
    public static Server OfEnvironment() => new(
        new Uri(Variable("LAKEVERSION_ENDPOINT") ?? Variable("AWS_ENDPOINT_URL_S3") ?? "http://127.0.0.1:9000"),
        Variable("AWS_ACCESS_KEY_ID") ?? "lakeversion",
        Variable("AWS_SECRET_ACCESS_KEY") ?? "lakeversion-dev");

    // A record prints what it holds.
    public override string ToString() => Endpoint.ToString();

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
