using System.Diagnostics.CodeAnalysis;

namespace LakeVersion.Versioning.Places;

/// <summary>What sort of place a locator names; the numbers are stored (docs/format.md, section 4).</summary>
public enum Room
{
    /// <summary>A block of a pack.</summary>
    Pack = 1,

    /// <summary>An object of its own: the content's raw bytes.</summary>
    [SuppressMessage("Naming", "CA1720", Justification = "The stored format's own word.")]
    Object = 2,

    /// <summary>Outside the lake, under a URI.</summary>
    External = 3,

    /// <summary>Left out by a partial mirror.</summary>
    Absent = 4,
}
