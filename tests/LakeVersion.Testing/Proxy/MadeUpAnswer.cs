using System.Globalization;
using System.Text;

namespace LakeVersion.Testing.Proxy;

/// <summary>Answers that the server never gave, in the words of S3.</summary>
internal static class MadeUpAnswer
{
    public static byte[] Continue { get; } = "HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray();

    /// <summary>True where a fault is such an answer, given without asking the server.</summary>
    public static bool IsInsteadOf(ProxyFault fault) =>
        fault is ProxyFault.Conflict or ProxyFault.PreconditionFailed or ProxyFault.ServerError or ProxyFault.SlowDown;

    /// <summary>True where a fault is such an answer, given after the server did the request.</summary>
    public static bool IsAfter(ProxyFault fault) =>
        fault is ProxyFault.PreconditionFailedAfter or ProxyFault.ServerErrorAfter or ProxyFault.SlowDownAfter;

    /// <summary>The answer to a request of a method.</summary>
    public static byte[] Of(ProxyFault fault, string method)
    {
        var (status, reason, code) = fault switch
        {
            ProxyFault.Conflict => (409, "Conflict", "ConditionalRequestConflict"),
            ProxyFault.PreconditionFailed or ProxyFault.PreconditionFailedAfter => (412, "Precondition Failed", "PreconditionFailed"),
            ProxyFault.ServerError or ProxyFault.ServerErrorAfter => (500, "Internal Server Error", "InternalError"),
            ProxyFault.SlowDown or ProxyFault.SlowDownAfter => (503, "Service Unavailable", "SlowDown"),
            _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "It is no answer."),
        };
        var body = $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>A fault was injected.</Message><RequestId>made-up</RequestId></Error>";
        return Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status} {reason}\r\nx-amz-request-id: made-up\r\nContent-Type: application/xml\r\nContent-Length: {body.Length}\r\n\r\n{(method == "HEAD" ? "" : body)}"));
    }
}
