using LakeVersion.Storage;

namespace LakeVersion.Testing.Stores;

/// <summary>
/// Where the suites' lakes are: in memory and in temporary folders, or, where <c>LAKEVERSION_TEST_S3</c> names a server, in a fresh folder of
/// a bucket there for each test. Tests about memory, disks or the order of calls open what they are about by themselves.
/// </summary>
public static class TestStores
{
    /// <summary>What is skipped says this.</summary>
    public const string NoServer = "no S3 server: start tests/s3/radosgw.sh and set LAKEVERSION_TEST_S3";

    /// <summary>True where the suites run against a server.</summary>
    public static bool AreOnS3 => S3TestServer.Current is not null;

    /// <summary>An empty store.</summary>
    /// <param name="time">The store's clock; null for the store's own.</param>
    public static IObjectStore Open(TimeProvider? time = null) => S3TestServer.Current switch
    {
        null => new MemoryStore(time),
        var server when time is null => server.Provider.Open(S3TestServer.NewLocation()),
        var server => new ClockedStore(server.Provider.Open(S3TestServer.NewLocation()), time),
    };

    /// <summary>The location of a new lake, for code that opens stores by itself: the folder, or a new one in the server's bucket.</summary>
    public static string Location(string folder) => AreOnS3 ? S3TestServer.NewLocation() : folder;

    /// <summary>Who opens locations beside folders.</summary>
    public static IReadOnlyList<IStoreProvider> Providers => S3TestServer.Current is { } server ? [server.Provider] : [];

    /// <summary>The store at a location that <see cref="Location"/> gave, or in a folder.</summary>
    public static IObjectStore OpenAt(string location) => new StoreProviders(Providers).Open(location);

    /// <summary>How many cases a test of many tries: fewer on a server, where a lake costs milliseconds instead of microseconds.</summary>
    public static int Cases(int inMemory, int onServer)
    {
        if (!AreOnS3)
        {
            return inMemory;
        }

        TestNotes.Say($"{onServer} cases of {inMemory}, since the store is a server");
        return onServer;
    }

    /// <summary>Another store with the same objects.</summary>
    /// <param name="from">The objects.</param>
    /// <param name="time">The other store's clock, as in <see cref="Open"/>.</param>
    public static async Task<IObjectStore> CopyAsync(IObjectStore from, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(from);
        var copy = Open(time);
        await Parallel.ForEachAsync(from.ListAsync(new ListRequest()), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (item, token) =>
        {
            var key = StoreKey.Parse(item.Name);
            await copy.PutAsync(key, (await from.GetAsync(key, token))!.Value, token);
        });
        return copy;
    }
}
