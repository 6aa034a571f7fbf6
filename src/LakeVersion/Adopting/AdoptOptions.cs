namespace LakeVersion.Adopting;

/// <summary>What becomes of objects that are adopted.</summary>
public enum AdoptMode
{
    /// <summary>They stay where they are and are known by their store's tag; nothing is read.</summary>
    Register,

    /// <summary>They stay where they are and are read once, so that their SHA-256 is known and checked ever after.</summary>
    Hash,

    /// <summary>Their content is stored in the lake, which owns it from then on.</summary>
    Copy,
}

/// <summary>How objects are adopted.</summary>
public sealed record AdoptOptions
{
    /// <summary>What becomes of them. Default: registered.</summary>
    public AdoptMode Mode { get; init; }

    /// <summary>True puts what is found in place of other files at the same paths; tables are never replaced.</summary>
    public bool Replace { get; init; }

    /// <summary>Gives a content type for a path; null, or a null from it, for none.</summary>
    public Func<string, string?>? ContentType { get; init; }

    /// <summary>Told the size of each object that was adopted, in bytes, from any thread; null for nobody.</summary>
    public Action<long>? Adopted { get; init; }
}
