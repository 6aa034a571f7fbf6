namespace LakeVersion.Versioning.Collection.Marking;

/// <summary>Knows some of the parts that were seen, the latest ones rather: keeps lists short, since versions of one tree share nearly all.</summary>
/// <remarks>What it says to have seen was seen; what it forgot comes again, which is harmless.</remarks>
internal sealed class RecentParts(int bits)
{
    private readonly StoredPart[] slots = new StoredPart[1 << bits];

    /// <summary>True where the part was seen before, as far as is known.</summary>
    public bool Seen(StoredPart part)
    {
        // A default part would be one of transaction 0, which nobody draws.
        ref var slot = ref slots[part.Scatter >> (32 - bits)];
        if (slot == part)
        {
            return true;
        }

        slot = part;
        return false;
    }
}
