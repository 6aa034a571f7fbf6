namespace LakeVersion.Storage;

/// <summary>How a create-only put ended.</summary>
public enum CreateResult
{
    /// <summary>This call created the object.</summary>
    Created,

    /// <summary>The store said that an object with the key existed. It may be this writer's own, from an earlier try.</summary>
    Exists,

    /// <summary>No clear answer came: the object may exist, may not, or may appear later.</summary>
    Unknown,
}

/// <summary>The outcome of a create-only put, with the cause where it is unclear.</summary>
/// <param name="Result">How the put ended.</param>
/// <param name="Cause">What went wrong on the way, for <see cref="CreateResult.Unknown"/>; else null.</param>
public readonly record struct CreateOutcome(CreateResult Result, Exception? Cause = null);
