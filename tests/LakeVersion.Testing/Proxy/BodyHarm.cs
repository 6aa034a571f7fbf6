namespace LakeVersion.Testing.Proxy;

/// <summary>What happens to a body on its way.</summary>
internal enum BodyHarm
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>One bit becomes another.</summary>
    Flip,

    /// <summary>It ends in its midst.</summary>
    Cut,

    /// <summary>It comes piece by piece.</summary>
    Slow,
}
