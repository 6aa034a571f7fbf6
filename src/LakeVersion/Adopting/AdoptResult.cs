namespace LakeVersion.Adopting;

/// <summary>What was adopted.</summary>
public sealed record AdoptResult
{
    /// <summary>True where it is a Delta table.</summary>
    public required bool IsTable { get; init; }

    /// <summary>The objects that the paths now name, unchanged ones included; of a table its data files and files of deletion vectors.</summary>
    public required long Files { get; init; }

    /// <summary>Their size together, in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>How many of them the lake had so already.</summary>
    public required long Unchanged { get; init; }

    /// <summary>Of a table: the versions that its log leads to; else 0.</summary>
    public long Versions { get; init; }

    /// <summary>Of a table: files of older versions that are no longer in the folder, so that those versions cannot be read.</summary>
    public long MissingOlderFiles { get; init; }
}
