using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Xml;
using Amazon.Runtime;
using Amazon.S3;

namespace LakeVersion.Storage.S3;

/// <summary>Reads failures of requests: pure.</summary>
internal static class S3Faults
{
    private const int MostServerText = 300;

    /// <summary>Names a failure.</summary>
    /// <remarks>Servers differ in codes more than in status numbers, so a code decides where it is known, and else the status.</remarks>
    public static S3Fault Classify(Exception exception) => exception switch
    {
        AmazonS3Exception { ErrorCode: { Length: > 0 } code } known when ByCode(code) is { } fault => Refine(fault, known),
        AmazonUnmarshallingException => S3Fault.Passing,
        AmazonServiceException { StatusCode: var status and > 0 } => ByStatus(status),
        AmazonServiceException { InnerException: { } inner } => Classify(inner),
        AmazonServiceException => S3Fault.Passing,
        AmazonClientException client => OfClient(client),
        TimeoutException or HttpRequestException or HttpIOException or IOException or SocketException or XmlException => S3Fault.Passing,

        // The SDK reads numbers and times of an answer that changed on its way.
        FormatException or OverflowException => S3Fault.Passing,
        _ => S3Fault.Other,
    };

    /// <summary>Says a failure in the words of LakeVersion, without credentials.</summary>
    public static LakeException Describe(S3Call call, string server, Exception exception)
    {
        var what = $"{call} failed";
        return Classify(exception) switch
        {
            S3Fault.Absent => LakeException.NotFound($"{what}: there is no such object."),
            S3Fault.NoBucket => LakeException.NotFound(
                $"{what}: there is no bucket '{call.Bucket}' at {server}. Correct the name or the endpoint, or make the bucket first."),
            S3Fault.Denied => LakeException.Refused(
                $"{what}: {server} does not allow it with these credentials{Said(exception)}. "
                + "Ask for the permission (a reader lists and gets, a writer also puts, a collector also deletes), or use other credentials."),
            S3Fault.BadCredentials => LakeException.Refused(
                $"{what}: {server} does not accept the credentials ({Code(exception)}). "
                + "Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or the profile; temporary credentials may have ended."),
            S3Fault.NoCredentials => LakeException.Refused(
                $"{what}: no credentials for {server} were found. "
                + "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or add ?anonymous=true for public data."),
            S3Fault.WrongClock => LakeException.Refused(
                $"{what}: the clocks of this machine and of {server} are too far apart for signed requests. Set this machine's clock."),
            S3Fault.WrongRegion => LakeException.Invalid(
                $"{what}: the bucket '{call.Bucket}' is in another region than the requests are signed for{Said(exception)}. "
                + "Set AWS_REGION, or add ?region=NAME to the location."),
            S3Fault.Rejected => LakeException.Invalid(
                $"{what}: {server} does not take the request ({Code(exception)}){Said(exception)}. "
                + "Check what the location asks for: encryption that the server does not offer, path-style, region."),
            S3Fault.NotImplemented => LakeException.Unsupported($"{what}: {server} does not know such requests ({Code(exception)})."),
            S3Fault.Passing => LakeException.Unavailable(
                $"{what}: {server} gave no good answer in {call.Tries} {(call.Tries == 1 ? "try" : "tries")} ({Cause(exception)}). {Advice(exception)}",
                exception as AmazonServiceException is null ? exception : null),
            _ => LakeException.Unavailable($"{what}: {server} answered {Code(exception)}{Said(exception)}."),
        };
    }

    private static S3Fault? ByCode(string code) => code switch
    {
        "NoSuchKey" or "NoSuchVersion" => S3Fault.Absent,
        "NoSuchBucket" => S3Fault.NoBucket,
        "NoSuchUpload" => S3Fault.NoUpload,
        "InvalidRange" => S3Fault.RangeBeyondEnd,
        "PreconditionFailed" => S3Fault.Exists,
        "ConditionalRequestConflict" or "OperationAborted" => S3Fault.Raced,
        "AccessDenied" or "AllAccessDisabled" or "AccountProblem" => S3Fault.Denied,
        "InvalidAccessKeyId" or "SignatureDoesNotMatch" or "InvalidToken" or "ExpiredToken" or "TokenRefreshRequired" => S3Fault.BadCredentials,
        "RequestTimeTooSkewed" => S3Fault.WrongClock,
        "AuthorizationHeaderMalformed" or "PermanentRedirect" or "IllegalLocationConstraintException" => S3Fault.WrongRegion,
        "NotImplemented" => S3Fault.NotImplemented,
        "SlowDown" or "ServiceUnavailable" or "InternalError" or "RequestTimeout" or "Throttling" or "ThrottlingException" or "TooManyRequests" =>
            S3Fault.Passing,

        // The body changed on its way up.
        "BadDigest" or "XAmzContentSHA256Mismatch" or "IncompleteBody" => S3Fault.Passing,
        _ => null,
    };

    // Some servers say with the code of a denial, and the status of an overload, that they could not find out.
    private static S3Fault Refine(S3Fault fault, AmazonS3Exception exception) =>
        fault == S3Fault.Denied && exception.StatusCode == HttpStatusCode.ServiceUnavailable ? S3Fault.Passing : fault;

    private static S3Fault ByStatus(HttpStatusCode status) => (int)status switch
    {
        301 or 307 => S3Fault.WrongRegion,
        403 => S3Fault.Denied,
        401 => S3Fault.BadCredentials,
        404 => S3Fault.Absent,
        408 or 429 => S3Fault.Passing,
        409 => S3Fault.Raced,
        412 => S3Fault.Exists,
        416 => S3Fault.RangeBeyondEnd,
        501 => S3Fault.NotImplemented,
        >= 500 => S3Fault.Passing,
        >= 400 => S3Fault.Rejected,
        _ => S3Fault.Other,
    };

    private static S3Fault OfClient(AmazonClientException exception) => exception.InnerException switch
    {
        HttpRequestException or IOException or SocketException or XmlException or TimeoutException => S3Fault.Passing,
        _ when exception.Message.Contains("hash", StringComparison.OrdinalIgnoreCase) => S3Fault.Passing,
        _ when exception.Message.Contains("credentials", StringComparison.OrdinalIgnoreCase) => S3Fault.NoCredentials,
        _ => S3Fault.Other,
    };

    private static string Code(Exception exception) => exception is AmazonServiceException service
        ? $"{(int)service.StatusCode} {(service.ErrorCode is { Length: > 0 } code ? code : service.StatusCode.ToString())}"
        : exception.GetType().Name;

    private static string Cause(Exception exception) => exception switch
    {
        AmazonServiceException { StatusCode: > 0 } => Code(exception),
        AmazonClientException { InnerException: { } inner } => inner.Message,
        _ => exception.Message,
    };

    // Nothing changes by waiting where nobody listens, or another language is spoken.
    private static string Advice(Exception exception) =>
        Inner<AuthenticationException>(exception) is not null ? "Does the server speak TLS? Check whether the endpoint begins with http:// or https://, and its certificate."
        : Inner<SocketException>(exception) is not null ? "Is the server running, and is the endpoint right?"
        : "Try again later.";

    private static T? Inner<T>(Exception? exception)
        where T : Exception
    {
        while (exception is not null and not T)
        {
            exception = exception.InnerException;
        }

        return (T?)exception;
    }

    // For an answer without words the SDK makes up some.
    private static string Said(Exception exception) => exception is AmazonServiceException { Message: { Length: > 0 } text }
        && !text.StartsWith("Error making request", StringComparison.Ordinal)
        ? $" (it says: {(text.Length <= MostServerText ? text : text[..MostServerText] + "…").TrimEnd('.')})"
        : "";
}
