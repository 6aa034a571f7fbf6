namespace LakeVersion.Storage.S3;

/// <summary>A location such as <c>s3://bucket/prefix?endpoint=http://127.0.0.1:9000&amp;region=eu-west-1&amp;path-style=true</c>, read.</summary>
internal sealed record S3Location
{
    private const string Form = "s3://bucket/prefix, with ?endpoint=URL, region=NAME, path-style=true|false, sse=s3|kms, kms-key=ID, "
        + "profile=NAME or anonymous=true where needed";

    private static readonly string[] Known = ["endpoint", "region", "path-style", "sse", "kms-key", "profile", "anonymous"];

    public required string Bucket { get; init; }

    /// <summary>The folder in the bucket, without slashes at its ends; null for the bucket's root.</summary>
    public required StoreKey? Prefix { get; init; }

    public required S3StoreOptions Options { get; init; }

    /// <summary>Reads a location; what it says goes before the options given.</summary>
    /// <exception cref="LakeException">Invalid: it is malformed. The message repeats no part that may be a credential.</exception>
    public static S3Location Parse(string location, S3StoreOptions options)
    {
        const string scheme = "s3://";
        if (!location.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw LakeException.Invalid($"The location is not in S3: expected {Form}.");
        }

        var rest = location[scheme.Length..];
        var question = rest.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? rest : rest[..question];
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var bucket = slash < 0 ? path : path[..slash];

        // A secret may hold slashes, so that what stands before the first one is an access key.
        if (bucket.AsSpan().ContainsAny('@', ':'))
        {
            throw LakeException.Invalid(
                "The location holds credentials where the bucket's name belongs. Give them by the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY), "
                + "a profile (AWS_PROFILE) or the machine's role; locations are shown in messages.");
        }

        if (!IsBucket(bucket))
        {
            throw LakeException.Invalid($"'{bucket}' is no name of a bucket (3 to 63 letters, digits, '-', '.' or '_'): expected {Form}.");
        }

        var prefix = slash < 0 ? "" : path[(slash + 1)..].TrimEnd('/');
        return new S3Location
        {
            Bucket = bucket,
            Prefix = prefix.Length == 0 ? null : StoreKey.Parse(prefix),
            Options = question < 0 ? options : WithQuery(options, rest[(question + 1)..]),
        };
    }

    private static bool IsBucket(string name) =>
        name.Length is >= 3 and <= 63 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_')
        && char.IsAsciiLetterOrDigit(name[0]) && !name.Contains("..", StringComparison.Ordinal);

    private static S3StoreOptions WithQuery(S3StoreOptions options, string query)
    {
        string? kmsKey = null, encryption = null;
        foreach (var part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? part : part[..equals];
            var value = equals < 0 ? "" : Uri.UnescapeDataString(part[(equals + 1)..]);
            switch (name)
            {
                case "endpoint":
                    options = options with { Endpoint = S3StoreOptions.ParseEndpoint(value) };
                    break;
                case "region":
                    options = options with { Region = ParseName(name, value) };
                    break;
                case "path-style":
                    options = options with { PathStyle = ParseFlag(name, value) };
                    break;
                case "anonymous":
                    options = options with { Anonymous = ParseFlag(name, value) };
                    break;
                case "profile":
                    options = options with { Profile = ParseName(name, value) };
                    break;
                case "sse":
                    encryption = value;
                    break;
                case "kms-key":
                    kmsKey = ParseName(name, value);
                    break;
                default:
                    // The name may be a misplaced secret: what is known is said instead.
                    throw LakeException.Invalid($"The location has an option that is not known.{NearNames.Hint(name, Known)} Known are {string.Join(", ", Known)}.");
            }
        }

        return (encryption, kmsKey) switch
        {
            (null, null) => options,
            ("s3", null) => options with { Encryption = S3Encryption.StoreManaged },
            ("kms" or null, _) => options with { Encryption = S3Encryption.Kms(kmsKey) },
            ("s3", _) => throw LakeException.Invalid("The location asks for sse=s3 and names a kms-key; a key goes with sse=kms."),
            _ => throw LakeException.Invalid("The location's sse is none that is known: expected s3 or kms."),
        };
    }

    private static string ParseName(string option, string value) =>
        value.Length > 0 ? value : throw LakeException.Invalid($"The location's {option} is empty: expected {option}=NAME.");

    // The value is not repeated: it may be a misplaced secret.
    private static bool ParseFlag(string option, string value) => value switch
    {
        "true" => true,
        "false" => false,
        _ => throw LakeException.Invalid($"The location's {option} is neither true nor false."),
    };
}
