using LakeVersion.Storage;

namespace LakeVersion.Outside;

/// <summary>An object outside the lake, as a search found it.</summary>
public sealed record OutsideObject
{
    /// <summary>Where it is: <c>s3://bucket/key</c> or <c>file:///path</c>, percent-encoded, without credentials or endpoint.</summary>
    public required string Uri { get; init; }

    /// <summary>Its name below what was asked for; where it was asked for itself, the last part of its key.</summary>
    public required string Name { get; init; }

    /// <summary>True where the location names this object, not a folder or pattern.</summary>
    public required bool IsNamed { get; init; }

    /// <summary>The store that holds it.</summary>
    public required IObjectStore Store { get; init; }

    /// <summary>Its key in the store.</summary>
    public required StoreKey Key { get; init; }

    /// <summary>Size, time and version when it was found.</summary>
    public required ObjectInfo Info { get; init; }

    /// <summary>The content that was found, as a stream; reading fails where the object changed since.</summary>
    /// <exception cref="LakeException">Unsupported: the store tells no versions.</exception>
    public Stream OpenRead() => new ObjectStream(Store, Key, Info);
}
