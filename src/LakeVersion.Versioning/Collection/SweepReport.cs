namespace LakeVersion.Versioning.Collection;

/// <summary>What a collection frees, or would, of the epochs that it may delete from.</summary>
public sealed record SweepReport
{
    /// <summary>Packs that are freed.</summary>
    public required long FreedPacks { get; init; }

    /// <summary>Objects (content of 1 MiB or more) that are freed.</summary>
    public required long FreedObjects { get; init; }

    /// <summary>The size of both, in bytes.</summary>
    public required long FreedBytes { get; init; }

    /// <summary>What was let go of, by name and folder, largest first, at most 200. Each pack and object counts once, where it was found first.</summary>
    public required IReadOnlyList<FreedFolder> ByFolder { get; init; }

    /// <summary>Packs and objects that no state that was let go of now held: of failed or dropped transactions, and what earlier collections left.</summary>
    public required long UnpublishedCount { get; init; }

    /// <summary>Their size in bytes.</summary>
    public required long UnpublishedBytes { get; init; }

    /// <summary>Packs of the same epochs that stay.</summary>
    public required long KeptPacks { get; init; }

    /// <summary>Objects of the same epochs that stay.</summary>
    public required long KeptObjects { get; init; }

    /// <summary>The size of both, in bytes.</summary>
    public required long KeptBytes { get; init; }

    /// <summary>The size of the packs that stay, in bytes.</summary>
    public required long PackBytes { get; init; }

    /// <summary>How much of it something still refers to. The rest stays with it: packs are freed as a whole.</summary>
    public required long PackBytesAlive { get; init; }

    /// <summary>The packs that stay of which most is not needed any more, at most 50.</summary>
    public required IReadOnlyList<PackUse> EmptiestPacks { get; init; }

    /// <summary>Keys among packs and objects that no writer makes; they are left alone.</summary>
    public required long Foreign { get; init; }

    /// <summary>How many packs and objects are freed.</summary>
    public long FreedCount => FreedPacks + FreedObjects;
}

/// <summary>What is freed of one folder of a name.</summary>
/// <param name="Name">Kind and name, as <c>branch 'main'</c>.</param>
/// <param name="Folder">The first part of the paths; empty for files beside folders, and for nodes of trees.</param>
/// <param name="Count">How many packs and objects.</param>
/// <param name="Bytes">Their size, in bytes.</param>
public sealed record FreedFolder(string Name, string Folder, long Count, long Bytes);

/// <summary>How much of a pack is alive.</summary>
/// <param name="Key">Its key.</param>
/// <param name="SizeBytes">Its size, in bytes.</param>
/// <param name="AliveBytes">The blocks that something refers to, in bytes.</param>
public sealed record PackUse(string Key, long SizeBytes, long AliveBytes);
