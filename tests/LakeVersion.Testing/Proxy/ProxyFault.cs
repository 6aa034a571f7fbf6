namespace LakeVersion.Testing.Proxy;

/// <summary>What a <see cref="FaultProxy"/> does to one request instead of passing it on and the answer back.</summary>
public enum ProxyFault
{
    /// <summary>The connection is closed; the server never sees the request.</summary>
    LostRequest,

    /// <summary>The server has done the request; its answer is thrown away and the connection closed.</summary>
    LostAnswer,

    /// <summary>The client has the answer to the request; then it is sent once more.</summary>
    DuplicateAfter,

    /// <summary>The request is sent twice, and the client has the second answer.</summary>
    DuplicateBefore,

    /// <summary>The proxy answers 409 ConditionalRequestConflict to a conditional request; the server never sees it.</summary>
    Conflict,

    /// <summary>The proxy answers 412 PreconditionFailed to a conditional request; the server never sees it.</summary>
    PreconditionFailed,

    /// <summary>The proxy answers 500 InternalError; the server never sees the request.</summary>
    ServerError,

    /// <summary>The proxy answers 503 SlowDown; the server never sees the request.</summary>
    SlowDown,

    /// <summary>The server has done a conditional request; the proxy answers 412, as something that retries in between makes it.</summary>
    PreconditionFailedAfter,

    /// <summary>The server has done the request; the proxy answers 500.</summary>
    ServerErrorAfter,

    /// <summary>The server has done the request; the proxy answers 503.</summary>
    SlowDownAfter,

    /// <summary>The request's body comes to the server piece by piece.</summary>
    SlowRequest,

    /// <summary>The answer's body comes to the client piece by piece.</summary>
    SlowAnswer,

    /// <summary>The answer, or the second part of its body, does not come until the client gives up.</summary>
    StalledAnswer,

    /// <summary>The answer's body ends before its length says so.</summary>
    TruncatedAnswer,

    /// <summary>A bit of the answer's body is another.</summary>
    FlippedAnswer,

    /// <summary>A bit of the request's body is another.</summary>
    FlippedRequest,

    /// <summary>Both connections are reset in the middle of the request.</summary>
    ResetRequest,

    /// <summary>The client's connection is reset in the middle of the answer.</summary>
    ResetAnswer,

    /// <summary>A request that changes something reaches the server after the client gave up or lost its connection.</summary>
    LateRequest,
}
