namespace LakeVersion.Storage;

/// <summary>The kinds of failure that <see cref="LakeException"/> tells apart.</summary>
public enum LakeErrorKind
{
    /// <summary>A thing asked for by name does not exist.</summary>
    NotFound,

    /// <summary>What was asked for was let go by a retention rule or an erasure.</summary>
    Expired,

    /// <summary>The request and another writer's change exclude each other.</summary>
    Conflict,

    /// <summary>The request itself is malformed.</summary>
    Invalid,

    /// <summary>A rule or protection forbids the request.</summary>
    Refused,

    /// <summary>A feature is needed that this version does not have.</summary>
    Unsupported,

    /// <summary>Stored bytes are not what they must be.</summary>
    Corrupt,

    /// <summary>The store did not answer or refused to work.</summary>
    Unavailable,

    /// <summary>A write was sent and its outcome could not be learned; it may still take effect.</summary>
    Unknown,

    /// <summary>A fault of LakeVersion itself.</summary>
    Internal,
}
