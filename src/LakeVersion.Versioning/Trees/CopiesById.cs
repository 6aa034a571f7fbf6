using LakeVersion.Storage;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Versioning.Trees;

/// <summary>Where things of an id were seen: what no writer may rely on, since a copy lives and dies by its place. For tests of tests.</summary>
internal sealed class CopiesById
{
    private readonly Lock gate = new();
    private readonly Dictionary<ContentHash, Locator> places = [];

    public Locator? Find(ContentHash id)
    {
        lock (gate)
        {
            return places.GetValueOrDefault(id);
        }
    }

    public void Add(ContentHash id, Locator place)
    {
        lock (gate)
        {
            places.TryAdd(id, place);
        }
    }
}
