using LakeVersion.Storage;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Versioning.Erasing;

/// <summary>Where content is that is to be erased, and who would miss it.</summary>
public sealed record ErasurePlan
{
    /// <summary>What was found, with all its places; those that an earlier erasure names are among them.</summary>
    public required IReadOnlyList<ErasedContent> Contents { get; init; }

    /// <summary>What was asked for and is nowhere.</summary>
    public IReadOnlyList<ContentHash> NotFound { get; init; } = [];

    /// <summary>The paths at which any state of all history holds it, in order; the first thousand.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>How many such paths there are.</summary>
    public long PathCount { get; init; }

    /// <summary>The live names whose newest state holds it.</summary>
    public IReadOnlyList<ErasedHead> Heads { get; init; } = [];

    /// <summary>Where the content lies outside the lake as well: nothing is erased there.</summary>
    public IReadOnlyList<string> Outside { get; init; } = [];

    /// <summary>What could not be read, so that content may be left there, in words that name the key.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];

    /// <summary>How many packs hold some of it.</summary>
    public int Packs { get; init; }

    /// <summary>How many objects are it.</summary>
    public int Objects { get; init; }

    /// <summary>How many bytes are taken out, over all places.</summary>
    public long Bytes { get; init; }
}

/// <summary>A live name whose newest state holds what is to be erased.</summary>
/// <param name="Name">The name.</param>
/// <param name="PathCount">At how many paths.</param>
/// <param name="Paths">The first of them, in order.</param>
public sealed record ErasedHead(RefName Name, long PathCount, IReadOnlyList<string> Paths);
