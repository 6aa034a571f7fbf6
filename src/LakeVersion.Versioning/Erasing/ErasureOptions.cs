using LakeVersion.Storage;

namespace LakeVersion.Versioning.Erasing;

/// <summary>How content is erased.</summary>
public sealed record ErasureOptions
{
    /// <summary>Who erases, as it stands in the log of erasures and in what readers are told; asserted, not proven.</summary>
    public required string Author { get; init; }

    /// <summary>The local folder for lists that do not fit into memory; null for the system's. What is made there is deleted again.</summary>
    public string? TemporaryFolder { get; init; }

    /// <summary>How many requests are under way at once. Default 16.</summary>
    public int RequestsAtOnce { get; init; } = 16;

    /// <summary>Sizes of contents that may be objects which no state of any history names: among these content is looked for by its size.</summary>
    public IReadOnlyDictionary<ContentHash, long> Sizes { get; init; } = new Dictionary<ContentHash, long>();

    /// <summary>Told of progress, from several threads: what is being done, and how much more of it was.</summary>
    public Action<ErasurePhase, long>? Progress { get; init; }

    internal void Report(ErasurePhase phase, long more) => Progress?.Invoke(phase, more);
}

/// <summary>What an erasure is at.</summary>
public enum ErasurePhase
{
    /// <summary>Reading the trees of all history; counted in nodes.</summary>
    Reading,

    /// <summary>Looking through what is stored; counted in packs and objects.</summary>
    Searching,

    /// <summary>Taking content out; counted in packs and objects.</summary>
    Erasing,
}
