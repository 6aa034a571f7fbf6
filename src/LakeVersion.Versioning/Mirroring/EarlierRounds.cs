using LakeVersion.Storage;

namespace LakeVersion.Versioning.Mirroring;

/// <summary>What a run of mirroring wrote at places that no log of erasures names, and how much of that log it knew then. Safe for concurrent use.</summary>
/// <remarks>A run begins anew where something was erased or let go of meanwhile; what it wrote before may hold that.</remarks>
internal sealed class EarlierRounds
{
    private readonly Lock gate = new();
    private readonly Dictionary<Id128, long> written = [];
    private long knows;

    /// <summary>The newest entry of the log that the first round went by.</summary>
    public long First { get; private set; } = long.MaxValue;

    /// <summary>A round begins that goes by the log up to this entry.</summary>
    public void Begin(long erasures)
    {
        knows = erasures;
        First = Math.Min(First, erasures);
    }

    /// <summary>Notes that packs or objects of a transaction are written.</summary>
    public void Writes(Id128 transaction)
    {
        lock (gate)
        {
            written.TryAdd(transaction, knows);
        }
    }

    /// <summary>What the round knew that wrote packs or objects of a transaction; null where none of this run did.</summary>
    public long? Knew(Id128 transaction)
    {
        lock (gate)
        {
            return written.TryGetValue(transaction, out var n) ? n : null;
        }
    }
}
