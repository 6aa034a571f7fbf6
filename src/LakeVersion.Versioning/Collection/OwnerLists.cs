using LakeVersion.Versioning.Collection.Marking;

namespace LakeVersion.Versioning.Collection;

/// <summary>Which branch and folder held what is let go of, for the report.</summary>
internal sealed class OwnerLists : IDisposable
{
    // Beyond, folders of a branch are told together.
    private const int MostOwners = 20_000;

    private readonly PlaceLists<Held> lists;
    private readonly Dictionary<Owner, int> numbers = [];
    private readonly List<Owner> owners = [];

    public OwnerLists(TemporaryLists temporary, long sweepMax) => lists = new PlaceLists<Held>(temporary, "owners", sweepMax, static held => held.Part);

    /// <summary>The branches and folders, by number.</summary>
    public IReadOnlyList<Owner> Owners => owners;

    public void Add(StoredPart part, string name, string folder) => lists.Add(new Held(part.Whole, NumberOf(new Owner(name, folder))));

    /// <summary>Who held the packs and objects of a folder of the store. Of several the first counts.</summary>
    public Dictionary<StoredPart, int> Read(int folder)
    {
        var found = new Dictionary<StoredPart, int>();
        foreach (var held in lists.Read(folder))
        {
            found.TryAdd(held.Part, held.Owner);
        }

        lists.Clear(folder);
        return found;
    }

    /// <inheritdoc/>
    public void Dispose() => lists.Dispose();

    private int NumberOf(Owner owner)
    {
        owner = numbers.Count < MostOwners || numbers.ContainsKey(owner) ? owner : owner with { Folder = "…" };
        if (!numbers.TryGetValue(owner, out var number))
        {
            number = owners.Count;
            numbers.Add(owner, number);
            owners.Add(owner);
        }

        return number;
    }

    private readonly record struct Held(StoredPart Part, int Owner);
}

/// <summary>A branch or tag, and a folder of it.</summary>
/// <param name="Name">Kind and name, as <c>branch 'main'</c>.</param>
/// <param name="Folder">The first part of paths; empty for files beside folders and for what describes the tree.</param>
internal readonly record struct Owner(string Name, string Folder);
