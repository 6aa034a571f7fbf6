using LakeVersion.Storage;
using LakeVersion.Versioning.Collection.Marking;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Erasing;

/// <summary>All that was erased up to an entry of the log of erasures: places, and what was there. Immutable.</summary>
/// <remarks>A place is erased for ever; content is not: what is stored anew after its erasure has another place.</remarks>
internal sealed class ErasedPlaces
{
    private readonly SortedDictionary<long, KnownErasure> erasures;
    private readonly Dictionary<StoredPart, long> places;
    private readonly Dictionary<ContentHash, long> digests;
    private readonly Dictionary<StoredPart, List<StoredPart>> wholes;
    private readonly Dictionary<(long Erasure, ContentHash Content), long> starts;

    private ErasedPlaces(
        long newest,
        SortedDictionary<long, KnownErasure> erasures,
        Dictionary<StoredPart, long> places,
        Dictionary<ContentHash, long> digests,
        Dictionary<StoredPart, List<StoredPart>> wholes,
        Dictionary<(long Erasure, ContentHash Content), long> starts) =>
        (Newest, this.erasures, this.places, this.digests, this.wholes, this.starts) = (newest, erasures, places, digests, wholes, starts);

    /// <summary>Where nothing was erased.</summary>
    public static ErasedPlaces None { get; } = new(0, [], [], [], [], []);

    /// <summary>The number of the entry up to which this holds.</summary>
    public long Newest { get; }

    /// <summary>All erasures, oldest first.</summary>
    public IEnumerable<KnownErasure> Erasures => erasures.Values;

    /// <summary>The packs and objects that something was erased from.</summary>
    public IEnumerable<StoredPart> Wholes => wholes.Keys;

    /// <summary>The erasure that names exactly this place; null for none.</summary>
    public KnownErasure? At(Locator place) => StoredPart.TryOf(place, out var part) ? At(part) : null;

    /// <inheritdoc cref="At(Locator)"/>
    public KnownErasure? At(StoredPart part) => places.TryGetValue(part, out var n) ? erasures[n] : null;

    /// <summary>The newest erasure of content; null for none.</summary>
    public KnownErasure? Of(ContentHash sha256) => digests.TryGetValue(sha256, out var n) ? erasures[n] : null;

    /// <summary>The entry that first ordered, for an erasure, that a content has to go: what was stored before it is old, wherever it is.</summary>
    public long StartOf(long erasure, ContentHash sha256) => starts[(erasure, sha256)];

    /// <summary>True where content was erased from the place of an entry, or is being erased wherever it is: nobody may copy it.</summary>
    public bool Takes(TreeEntry entry) => (entry.Place is { } place && At(place) is not null) || (entry.Sha256 is { } sha256 && Takes(sha256));

    /// <summary>True where content is being erased wherever it is. Once an erasure is done, the same content is content like any other.</summary>
    public bool Takes(ContentHash sha256) => Of(sha256) is { DoneAt: null };

    /// <summary>What was erased of a pack, or the object itself.</summary>
    public IReadOnlyList<StoredPart> PartsOf(StoredPart whole) => wholes.GetValueOrDefault(whole) ?? [];

    /// <summary>The rule that an entry of the log of erasures breaks by itself, in words; null for none.</summary>
    public static string? Fault(LogEntry entry)
    {
        if (entry.IsMark)
        {
            return null;
        }

        if (entry.Erasure is not { } erasure)
        {
            return "what is erased is missing";
        }

        return entry.Op switch
        {
            LogOperation.Erase when erasure.Of is null && string.IsNullOrWhiteSpace(erasure.Reason) => "the reason is missing",
            LogOperation.Erase when erasure.Contents.Any(content => content.SizeBytes < 0 || content.Places.Any(place => !IsStored(place))) =>
                "content is erased from blocks of packs and from objects alone",
            LogOperation.Erase when erasure.Of >= entry.N => $"it belongs to erasure {erasure.Of}, which comes later",
            LogOperation.Erase => null,
            LogOperation.Erased when erasure.Of is not { } of || of >= entry.N || of < 1 => "the erasure that is done is missing",
            LogOperation.Erased => null,
            _ => "it is no order to erase",
        };
    }

    /// <summary>This and what the next entries say.</summary>
    /// <exception cref="LakeException">Corrupt: an entry says what it cannot.</exception>
    public ErasedPlaces With(IReadOnlyList<StoredEntry> entries)
    {
        var next = new ErasedPlaces(
            entries[^1].Entry.N,
            new SortedDictionary<long, KnownErasure>(erasures),
            new Dictionary<StoredPart, long>(places),
            new Dictionary<ContentHash, long>(digests),
            wholes.ToDictionary(pair => pair.Key, pair => pair.Value.ToList()),
            new Dictionary<(long Erasure, ContentHash Content), long>(starts));
        foreach (var entry in entries.Select(stored => stored.Entry).Where(entry => !entry.IsMark))
        {
            if (Fault(entry) is { } fault)
            {
                throw Damaged(entry, fault);
            }

            next.Take(entry, entry.Erasure!);
        }

        return next;
    }

    private static bool IsStored(Locator place) => place.Room == Room.Object
        ? place.Offset == 0
        : place.Room == Room.Pack && place.Offset >= Packs.PackBuilder.HeaderBytes && place.Length > 0 && place.Offset + place.Length <= Packs.PackBuilder.MaxBytes;

    private static LakeException Damaged(LogEntry entry, string fault) => LakeException.Corrupt($"{entry.StoreKey}: entry {entry.N} of {entry.Log} says what it cannot: {fault}.");

    private void Take(LogEntry entry, ErasureRecord record)
    {
        var n = record.Of ?? entry.N;
        if (record.Of is not null && !erasures.ContainsKey(n))
        {
            throw Damaged(entry, $"there is no erasure {n}");
        }

        if (entry.Op == LogOperation.Erased)
        {
            erasures[n] = erasures[n] with { DoneAt = entry.Time };
            return;
        }

        var known = record.Of is null ? new KnownErasure(n, entry.Lake, entry.Time, entry.Author, record.Reason!, [], null) : erasures[n];
        erasures[n] = known with { Contents = [.. known.Contents, .. record.Contents] };
        foreach (var content in record.Contents)
        {
            digests[content.Sha256] = n;
            starts.TryAdd((n, content.Sha256), entry.N);
            foreach (var place in content.Places)
            {
                Add(place, n);
            }
        }
    }

    private void Add(Locator place, long n)
    {
        if (!StoredPart.TryOf(place, out var part) || !places.TryAdd(part, n))
        {
            return; // The first erasure is the one that took it.
        }

        if (!wholes.TryGetValue(part.Whole, out var parts))
        {
            wholes[part.Whole] = parts = [];
        }

        parts.Add(part);
    }
}
