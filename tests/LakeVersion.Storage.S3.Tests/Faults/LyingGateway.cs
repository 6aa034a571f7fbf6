using System.Net;
using LakeVersion.Testing.Proxy;

namespace LakeVersion.Storage.S3.Tests.Faults;

/// <summary>The real server with a proxy that lies in front of it, and a folder of a bucket seen both ways.</summary>
internal sealed class LyingGateway : IAsyncDisposable
{
    private const string Bucket = "lakeversion-fault-tests";

    private readonly List<S3ObjectStore> stores = [];
    private readonly StoreKey folder = StoreKey.Parse($"t/{Id128.Create(SystemEntropy.Instance)}");

    private LyingGateway(FaultProxy proxy) => Proxy = proxy;

    public FaultProxy Proxy { get; }

    public static async Task<LyingGateway> StartAsync(FaultProxyOptions? options = null)
    {
        var endpoint = Gateway.Endpoint;
        await GatewayAdmin.EnsureBucketAsync(endpoint, Bucket);
        var address = IPAddress.TryParse(endpoint.Host, out var parsed) ? parsed : IPAddress.Loopback;
        return new LyingGateway(new FaultProxy(new IPEndPoint(address, endpoint.Port), options));
    }

    /// <summary>The folder through the proxy; a client of its own each time.</summary>
    public IObjectStore OpenLying(S3StoreOptions options) => Open(options with { Endpoint = Proxy.Address });

    /// <summary>The folder straight from the server.</summary>
    public IObjectStore OpenClean() => Open(Gateway.Options);

    /// <summary>How many requests of a method came for a key through the proxy.</summary>
    public int Requests(string method, StoreKey key) => Proxy.Requests(method, $"/{Bucket}/{folder}/{key}");

    public async ValueTask DisposeAsync()
    {
        stores.ForEach(store => store.Dispose());
        await Proxy.DisposeAsync();
    }

    private PrefixStore Open(S3StoreOptions options)
    {
        var store = new S3ObjectStore(Bucket, options);
        stores.Add(store);
        return new PrefixStore(store, folder);
    }
}
