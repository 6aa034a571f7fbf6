namespace LakeVersion.Simulation.Engine;

/// <summary>What becomes of a request.</summary>
internal enum RequestFault
{
    None,

    /// <summary>It never arrives; the answer is an error.</summary>
    RequestLost,

    /// <summary>It takes effect; the answer is an error.</summary>
    AnswerLost,

    /// <summary>The answer is an error, and the request takes effect much later.</summary>
    Late,

    /// <summary>The client sends it twice by itself: the second answer is the one that comes.</summary>
    Repeated,

    /// <summary>It is under way for long.</summary>
    Slow,
}
