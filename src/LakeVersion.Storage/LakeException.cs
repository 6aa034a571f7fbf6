namespace LakeVersion.Storage;

/// <summary>The one exception that LakeVersion throws for what a caller may want to tell apart.</summary>
/// <remarks>
/// The message says what failed, on which object, what was expected and found, and what to do. It holds no
/// credentials. Cancellation is not among the kinds: it passes as <see cref="OperationCanceledException"/>.
/// </remarks>
public class LakeException : Exception
{
    /// <summary>Creates an exception of a kind.</summary>
    public LakeException(LakeErrorKind kind, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Kind = kind;
    }

    /// <summary>What sort of failure this is; decides exit codes and HTTP status.</summary>
    public LakeErrorKind Kind { get; }

    /// <summary>A thing asked for by name does not exist.</summary>
    public static LakeException NotFound(string message) => new(LakeErrorKind.NotFound, message);

    /// <summary>What was asked for was let go by a retention rule or an erasure.</summary>
    public static LakeException Expired(string message) => new(LakeErrorKind.Expired, message);

    /// <summary>The request and another writer's change exclude each other.</summary>
    public static LakeException Conflict(string message) => new(LakeErrorKind.Conflict, message);

    /// <summary>The request itself is malformed: a bad name, path, option or input file.</summary>
    public static LakeException Invalid(string message, Exception? innerException = null) =>
        new(LakeErrorKind.Invalid, message, innerException);

    /// <summary>A rule or protection forbids the request.</summary>
    public static LakeException Refused(string message) => new(LakeErrorKind.Refused, message);

    /// <summary>The data or the request needs a feature that this version does not have.</summary>
    public static LakeException Unsupported(string message) => new(LakeErrorKind.Unsupported, message);

    /// <summary>Stored bytes are not what they must be; the message names the key and what was expected.</summary>
    public static LakeException Corrupt(string message, Exception? innerException = null) =>
        new(LakeErrorKind.Corrupt, message, innerException);

    /// <summary>The store did not answer or refused to work.</summary>
    public static LakeException Unavailable(string message, Exception? innerException = null) =>
        new(LakeErrorKind.Unavailable, message, innerException);
}
