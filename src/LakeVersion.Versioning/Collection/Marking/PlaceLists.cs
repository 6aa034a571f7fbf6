using LakeVersion.Storage;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Versioning.Collection.Marking;

/// <summary>Places of a kind, listed by the folder in which the store holds them: so they meet the store's listing folder by folder.</summary>
internal sealed class PlaceLists<T> : IDisposable
    where T : unmanaged
{
    private readonly Spill<T> spill;
    private readonly Func<T, StoredPart> part;
    private readonly long sweepMax;

    /// <param name="lists">Where lists go that do not fit into memory.</param>
    /// <param name="name">The name of the list.</param>
    /// <param name="sweepMax">The youngest epoch that is of interest.</param>
    /// <param name="part">The place of an item.</param>
    public PlaceLists(TemporaryLists lists, string name, long sweepMax, Func<T, StoredPart> part)
    {
        spill = new Spill<T>(lists, name, StoredName.Folders);
        this.sweepMax = sweepMax;
        this.part = part;
    }

    public void Add(T item)
    {
        var place = part(item);
        if (place.Epoch <= sweepMax)
        {
            spill.Add(Locator.HashByte(new Id128(place.Transaction), place.Sequence), item);
        }
    }

    public IEnumerable<T> Read(int folder) => spill.Read(folder);

    public void Clear(int folder) => spill.Clear(folder);

    /// <inheritdoc/>
    public void Dispose() => spill.Dispose();
}
