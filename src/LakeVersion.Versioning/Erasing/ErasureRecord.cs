using LakeVersion.Storage;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Versioning.Erasing;

/// <summary>What an entry of the log of erasures says (docs/format.md, section 6). It holds digests and places, neither content nor paths.</summary>
/// <remarks>A member that a stored entry leaves out is empty; the generated reader hands null to the initializers for it.</remarks>
public sealed record ErasureRecord
{
    /// <summary>The erasure that the entry belongs to, by the number of its first entry; null in that one.</summary>
    public long? Of { get; init; }

    /// <summary>Why, as readers are told; null in all but an erasure's first entry.</summary>
    public string? Reason { get; init; }

    /// <summary>What is erased, and from which places.</summary>
    public IReadOnlyList<ErasedContent> Contents { get; init => field = value ?? []; } = [];
}

/// <summary>One content that is erased.</summary>
public sealed record ErasedContent
{
    /// <summary>Its digest.</summary>
    public required ContentHash Sha256 { get; init; }

    /// <summary>Its size, in bytes.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>The blocks of packs, and the objects, that held it; none elsewhere.</summary>
    public IReadOnlyList<Locator> Places { get; init => field = value ?? []; } = [];
}
