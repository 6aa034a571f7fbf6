using LakeVersion.Storage;

namespace LakeVersion.Versioning.Mirroring;

/// <summary>What a run of mirroring brought before it begins anew, as something was erased or let go of meanwhile.</summary>
internal sealed class EarlierRounds
{
    /// <summary>The newest erasure that all rounds went by.</summary>
    public long Erasures { get; private set; } = long.MaxValue;

    /// <summary>The transactions of the packs and objects that rounds wrote in their own way.</summary>
    public HashSet<Id128> Uploads { get; } = [];

    /// <summary>Notes how much a round knows of erasures.</summary>
    public void Went(long erasures) => Erasures = Math.Min(Erasures, erasures);
}
