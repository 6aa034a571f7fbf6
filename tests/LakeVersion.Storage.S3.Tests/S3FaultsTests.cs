using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;

namespace LakeVersion.Storage.S3.Tests;

/// <summary>How answers are read, without a server.</summary>
public sealed class S3FaultsTests
{
    private static readonly S3Call Call = new("Reading", "lake", "a/b");

    [Theory]
    [InlineData(404, "NoSuchKey", "Absent")]
    [InlineData(404, "NoSuchVersion", "Absent")]
    [InlineData(404, "", "Absent")]
    [InlineData(404, "NoSuchBucket", "NoBucket")]
    [InlineData(404, "NoSuchUpload", "NoUpload")]
    [InlineData(416, "InvalidRange", "RangeBeyondEnd")]
    [InlineData(416, "", "RangeBeyondEnd")]
    [InlineData(412, "PreconditionFailed", "Exists")]
    [InlineData(412, "", "Exists")]
    [InlineData(409, "ConditionalRequestConflict", "Raced")]
    [InlineData(409, "OperationAborted", "Raced")]
    [InlineData(409, "", "Raced")]
    [InlineData(403, "AccessDenied", "Denied")]
    [InlineData(403, "", "Denied")]
    [InlineData(403, "InvalidAccessKeyId", "BadCredentials")]
    [InlineData(403, "SignatureDoesNotMatch", "BadCredentials")]
    [InlineData(400, "ExpiredToken", "BadCredentials")]
    [InlineData(400, "InvalidToken", "BadCredentials")]
    [InlineData(401, "", "BadCredentials")]
    [InlineData(403, "RequestTimeTooSkewed", "WrongClock")]
    [InlineData(301, "PermanentRedirect", "WrongRegion")]
    [InlineData(301, "", "WrongRegion")]
    [InlineData(307, "", "WrongRegion")]
    [InlineData(400, "AuthorizationHeaderMalformed", "WrongRegion")]
    [InlineData(501, "NotImplemented", "NotImplemented")]
    [InlineData(501, "", "NotImplemented")]
    [InlineData(503, "SlowDown", "Passing")]
    [InlineData(503, "ServiceUnavailable", "Passing")]
    [InlineData(503, "", "Passing")]
    [InlineData(500, "InternalError", "Passing")]
    [InlineData(500, "", "Passing")]
    [InlineData(502, "", "Passing")]
    [InlineData(504, "", "Passing")]
    [InlineData(429, "", "Passing")]
    [InlineData(408, "", "Passing")]
    [InlineData(400, "RequestTimeout", "Passing")]
    [InlineData(400, "BadDigest", "Passing")]
    [InlineData(400, "XAmzContentSHA256Mismatch", "Passing")]
    [InlineData(400, "EntityTooLarge", "Rejected")]
    [InlineData(400, "InvalidRequest", "Rejected")]
    [InlineData(405, "", "Rejected")]
    [InlineData(302, "", "Other")]
    public void An_answer_means_what_its_code_says_and_else_its_number(int status, string code, string fault) =>
        Assert.Equal(Enum.Parse<S3Fault>(fault), S3Faults.Classify(Answer(status, code)));

    [Fact]
    public void What_stands_in_the_way_of_an_answer_passes()
    {
        Exception[] passing =
        [
            new HttpRequestException("refused", new SocketException((int)SocketError.ConnectionRefused)), new IOException("reset"), new TimeoutException(),
            new AmazonServiceException("none", new HttpRequestException("reset")), new AmazonClientException("none", new IOException("reset")),
            new AmazonClientException("Expected hash not equal to calculated hash"), new AmazonUnmarshallingException("r", "b", new InvalidOperationException()),
        ];
        Assert.All(passing, static exception => Assert.Equal(S3Fault.Passing, S3Faults.Classify(exception)));
        Assert.Equal(S3Fault.NoCredentials, S3Faults.Classify(new AmazonClientException("Failed to resolve AWS credentials.")));
        Assert.Equal(S3Fault.Other, S3Faults.Classify(new InvalidOperationException()));
    }

    [Theory]
    [InlineData(404, "NoSuchKey", LakeErrorKind.NotFound, "no such object")]
    [InlineData(404, "NoSuchBucket", LakeErrorKind.NotFound, "no bucket 'lake'")]
    [InlineData(403, "AccessDenied", LakeErrorKind.Refused, "Ask for the permission")]
    [InlineData(403, "InvalidAccessKeyId", LakeErrorKind.Refused, "AWS_ACCESS_KEY_ID")]
    [InlineData(403, "RequestTimeTooSkewed", LakeErrorKind.Refused, "Set this machine's clock")]
    [InlineData(301, "PermanentRedirect", LakeErrorKind.Invalid, "AWS_REGION")]
    [InlineData(501, "NotImplemented", LakeErrorKind.Unsupported, "does not know")]
    [InlineData(503, "SlowDown", LakeErrorKind.Unavailable, "503 SlowDown")]
    [InlineData(500, "InternalError", LakeErrorKind.Unavailable, "500 InternalError")]
    [InlineData(400, "EntityTooLarge", LakeErrorKind.Invalid, "400 EntityTooLarge")]
    [InlineData(302, "Found", LakeErrorKind.Unavailable, "302 Found")]
    public void A_failure_is_told_with_its_object_its_server_its_kind_and_a_remedy(int status, string code, LakeErrorKind kind, string said)
    {
        var told = S3Faults.Describe(Call, "http://server", Answer(status, code));
        Assert.Equal(kind, told.Kind);
        Assert.StartsWith("Reading s3://lake/a/b failed: ", told.Message);
        Assert.Contains(said, told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_story_of_the_server_is_cut_and_the_credentials_it_may_repeat_are_not_told()
    {
        Assert.InRange(S3Faults.Describe(Call, "http://server", Answer(400, "Odd", new string('x', 10_000))).Message.Length, 1, 500);
        var refused = S3Faults.Describe(Call, "http://server", Answer(403, "InvalidAccessKeyId", "The key AKIASHOWN is not known"));
        Assert.DoesNotContain("SHOWN", refused.ToString(), StringComparison.Ordinal);
    }

    private static AmazonS3Exception Answer(int status, string code, string message = "What the server says") =>
        new(message) { StatusCode = (HttpStatusCode)status, ErrorCode = code };
}
