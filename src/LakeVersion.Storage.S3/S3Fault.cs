namespace LakeVersion.Storage.S3;

/// <summary>What a failed request means, whatever the server called it.</summary>
internal enum S3Fault
{
    /// <summary>The server was silent, overloaded or broken, or the way to it was: the request may be tried again.</summary>
    Passing,

    /// <summary>There is no object of this name.</summary>
    Absent,

    /// <summary>There is no bucket of this name.</summary>
    NoBucket,

    /// <summary>There is no such upload: it was completed or dropped.</summary>
    NoUpload,

    /// <summary>The object ends before the range begins.</summary>
    RangeBeyondEnd,

    /// <summary>A create-only put found an object.</summary>
    Exists,

    /// <summary>Two conditional requests met; neither this one nor perhaps the other took effect.</summary>
    Raced,

    /// <summary>The request is not allowed with these credentials.</summary>
    Denied,

    /// <summary>The credentials themselves are not accepted.</summary>
    BadCredentials,

    /// <summary>There are no credentials.</summary>
    NoCredentials,

    /// <summary>The clocks of this machine and the server are too far apart.</summary>
    WrongClock,

    /// <summary>The bucket is in another region.</summary>
    WrongRegion,

    /// <summary>The server does not know what was asked for.</summary>
    NotImplemented,

    /// <summary>The server does not take the request as it is; it did nothing.</summary>
    Rejected,

    /// <summary>Anything else.</summary>
    Other,
}
