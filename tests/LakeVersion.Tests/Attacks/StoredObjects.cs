using LakeVersion.Storage;
using LakeVersion.Testing.Stores;

namespace LakeVersion.Tests.Attacks;

/// <summary>All objects of a store, by key, to be damaged and put back.</summary>
internal static class StoredObjects
{
    public static async Task<SortedDictionary<string, byte[]>> TakeAsync(IObjectStore store)
    {
        var objects = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        await foreach (var item in store.ListAsync(new ListRequest()))
        {
            objects.Add(item.Name, (await store.GetAsync(StoreKey.Parse(item.Name)))!.Value.ToArray());
        }

        return objects;
    }

    public static async Task<IObjectStore> StoreAsync(IEnumerable<KeyValuePair<string, byte[]>> objects)
    {
        var store = TestStores.Open();
        await Parallel.ForEachAsync(objects, async (stored, token) => await store.PutAsync(StoreKey.Parse(stored.Key), stored.Value, token));
        return store;
    }

    /// <summary>What sort of object a key names: objects of one sort may be mistaken for each other.</summary>
    public static string SortOf(string key) => key.Split('/') is [var first, var second, ..] && first == "refs" ? $"refs/{second}" : key.Split('/')[0];
}
