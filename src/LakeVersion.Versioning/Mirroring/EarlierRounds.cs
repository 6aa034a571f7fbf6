using LakeVersion.Storage;
using LakeVersion.Versioning.Collection.Marking;
using LakeVersion.Versioning.Erasing;

namespace LakeVersion.Versioning.Mirroring;

/// <summary>What a run of mirroring wrote at places that no log of erasures names, and how much of that log it knew then. Safe for concurrent use.</summary>
/// <remarks>A run begins anew where something was erased or let go of meanwhile; what it wrote before may hold that.</remarks>
internal sealed class EarlierRounds
{
    private readonly Lock gate = new();
    private readonly Dictionary<Id128, long> uploads = [];
    private readonly Dictionary<StoredPart, long> wholes = [];
    private long knows;

    /// <summary>The newest entry of the log that the first round went by.</summary>
    public long First { get; private set; } = long.MaxValue;

    /// <summary>A round begins that goes by the log up to this entry.</summary>
    public void Begin(long erasures)
    {
        knows = erasures;
        First = Math.Min(First, erasures);
    }

    /// <summary>Notes that all of an upload is written by this round.</summary>
    public void Writes(Id128 upload) => uploads.TryAdd(upload, knows);

    /// <summary>Notes that a pack or object is written.</summary>
    public void Writes(StoredPart part)
    {
        lock (gate)
        {
            wholes.TryAdd(part.Whole, knows);
        }
    }

    /// <summary>What the round knew that wrote the pack or object of a place; null where none of this run did.</summary>
    public long? Knew(FoundPlace place)
    {
        lock (gate)
        {
            return uploads.TryGetValue(place.Place.TransactionId, out var n) || wholes.TryGetValue(place.Part.Whole, out n) ? n : null;
        }
    }
}
