using System.Text;
using LakeVersion.Storage;

namespace LakeVersion.Testing.Conformance;

/// <summary>What every test of a store begins with.</summary>
public abstract class StoreTest
{
    /// <summary>Keys that begin so are put over and deleted; all others are written once, so a cache may keep them.</summary>
    public const string ChangingFolder = "changing/";

    /// <summary>An empty store. Called once a test; what it needs is cleaned up by the deriving class.</summary>
    protected abstract ValueTask<IObjectStore> OpenAsync();

    protected static StoreKey Key(string text) => StoreKey.Parse(text);

    protected static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    protected static string Text(ReadOnlyMemory<byte>? content) =>
        Encoding.UTF8.GetString((content ?? throw new InvalidOperationException("There is no object.")).Span);

    protected static async Task FillAsync(IObjectStore store, params IEnumerable<string> keys)
    {
        ArgumentNullException.ThrowIfNull(store);
        await Parallel.ForEachAsync(
            keys,
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (key, token) => await store.PutAsync(Key(key), Bytes(key), token));
    }

    protected static async Task<List<string>> NamesAsync(IObjectStore store, ListRequest request)
    {
        ArgumentNullException.ThrowIfNull(store);
        var names = new List<string>();
        await foreach (var item in store.ListAsync(request))
        {
            names.Add(item.Name);
        }

        return names;
    }
}
