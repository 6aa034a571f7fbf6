namespace LakeVersion.Storage.Probing;

/// <summary>What a store must do so that a lake in it is safe; <see cref="StoreProbe"/> tries each.</summary>
public enum ProbeRule
{
    /// <summary>Of several writers that create one name at once, exactly one is told that it did, and its content stands.</summary>
    OneCreatorWins,

    /// <summary>A writer that creates a name that exists is told so, and changes nothing.</summary>
    CreatedStays,

    /// <summary>A listing shows what was just written, in the order of the names' UTF-8 bytes.</summary>
    ListingIsSorted,

    /// <summary>A listing begins where it was asked to, and ends at its limit.</summary>
    ListingTakesLimits,

    /// <summary>A read of a range gives that range.</summary>
    RangesAreRead,
}
