namespace LakeVersion.Testing.Proxy;

/// <summary>How the end of a body is known.</summary>
/// <param name="Kind">By what.</param>
/// <param name="Length">Its bytes; 0 where they are not known beforehand.</param>
internal readonly record struct BodyForm(BodyFormKind Kind, long Length)
{
    public static BodyForm None { get; } = new(BodyFormKind.Length, 0);

    public static BodyForm Chunked { get; } = new(BodyFormKind.Chunks, 0);

    /// <summary>The body ends where the connection does.</summary>
    public static BodyForm ToTheEnd { get; } = new(BodyFormKind.Connection, 0);

    public bool IsEmpty => Kind == BodyFormKind.Length && Length == 0;

    public static BodyForm Of(long length) => new(BodyFormKind.Length, length);
}

/// <summary>What ends a body.</summary>
internal enum BodyFormKind
{
    /// <summary>A number of bytes.</summary>
    Length,

    /// <summary>An empty chunk.</summary>
    Chunks,

    /// <summary>The end of the connection.</summary>
    Connection,
}
