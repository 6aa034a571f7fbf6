namespace LakeVersion.Testing;

/// <summary>What goes wrong at the chosen operation of a <see cref="FaultStore"/>.</summary>
public enum FaultKind
{
    /// <summary>It throws, and had no effect.</summary>
    ThrowBefore,

    /// <summary>It takes effect, then throws.</summary>
    ThrowAfter,

    /// <summary>A create answers Unknown and had no effect. Any other operation: <see cref="ThrowBefore"/>.</summary>
    UnknownWithoutEffect,

    /// <summary>A create takes effect and answers Unknown. Any other operation: <see cref="ThrowAfter"/>.</summary>
    UnknownWithEffect,

    /// <summary>
    /// A create takes effect and answers Exists, as a client's hidden retry makes it. Any other operation: nothing goes wrong.
    /// </summary>
    ExistsThoughCreated,

    /// <summary>
    /// A create answers Unknown, and a put throws; either reaches the store when <see cref="FaultStore.LandAsync"/> is
    /// called. Any other operation: <see cref="ThrowBefore"/>.
    /// </summary>
    LandsLater,
}
