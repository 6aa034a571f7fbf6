using System.Security.Cryptography;
using LakeVersion.Testing.Proxy;

namespace LakeVersion.Storage.S3.Tests.Faults;

/// <summary>Each kind of fault alone, at half of all requests, against each operation of the store.</summary>
/// <remarks>A class for each operation: classes run side by side, and these wait for answers that never come.</remarks>
public abstract class S3FaultCase : IAsyncLifetime
{
    private protected const int Rounds = 4;

    // Chance may spare a few rounds; it does not spare so many.
    private protected const int MostRounds = 40;

    private protected static readonly byte[] Old = RandomNumberGenerator.GetBytes(100_000);
    private protected static readonly StoreKey OldKey = StoreKey.Parse("old/object");

    private protected LyingGateway gateway = null!;
    private protected IObjectStore clean = null!;
    private protected IObjectStore lying = null!;

    public static TheoryData<ProxyFault> Faults => [.. Enum.GetValues<ProxyFault>()];

    public static TheoryData<ProxyFault> CreateFaults => [.. Enum.GetValues<ProxyFault>().Except([ProxyFault.SlowAnswer, ProxyFault.FlippedAnswer, ProxyFault.TruncatedAnswer])];

    public async ValueTask InitializeAsync()
    {
        gateway = await LyingGateway.StartAsync(new FaultProxyOptions { LateBy = TimeSpan.FromSeconds(0.2), SlowFor = TimeSpan.FromSeconds(0.1), StallLimit = TimeSpan.FromSeconds(3) });
        clean = gateway.OpenClean();
        lying = gateway.OpenLying(new S3StoreOptions { Timeout = TimeSpan.FromSeconds(1), Tries = 3, FirstPause = TimeSpan.FromMilliseconds(5) });
        await clean.PutAsync(OldKey, Old);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (gateway is not null)
        {
            await gateway.DisposeAsync();
        }
    }

    private protected async Task CheckPutAsync(StoreKey key, byte[] content, Func<StoreKey, Task> put, ProxyFault fault)
    {
        var isDone = await TryAsync(() => put(key), fault);
        var stored = await clean.GetAsync(key);
        Assert.True(stored is not null || !isDone);
        await gateway.Proxy.DrainAsync();
        stored = await clean.GetAsync(key);
        Assert.True(stored is null || stored.Value.Span.SequenceEqual(content));
    }

    // On a busy machine a client can give up before its request is seen at all, and then it says that the outcome is unknown.
    private protected void AssertSentOnce(StoreKey key, CreateResult outcome, int before = 0) =>
        Assert.InRange(gateway.Requests("PUT", key) - before, outcome == CreateResult.Unknown ? 0 : 1, 1);

    private protected void CheckStruck(ProxyFault fault, bool reading)
    {
        Assert.False(IsSpared(fault, reading), $"{fault} never struck");
        TestContext.Current.TestOutputHelper?.WriteLine($"{fault} struck {gateway.Proxy.Struck.GetValueOrDefault(fault)} times");
    }

    // True where the fault could have struck and did not yet.
    private protected bool IsSpared(ProxyFault fault, bool reading)
    {
        var onlyConditional = fault is ProxyFault.Conflict or ProxyFault.PreconditionFailed or ProxyFault.PreconditionFailedAfter;
        var onlyWriting = onlyConditional || fault is ProxyFault.SlowRequest or ProxyFault.FlippedRequest or ProxyFault.LateRequest;
        var canStrike = reading ? !onlyWriting : !onlyConditional || gateway.Proxy.Struck.Count > 0;
        return canStrike && gateway.Proxy.Struck.GetValueOrDefault(fault) == 0;
    }

    private protected static async Task<bool> TryAsync(Func<Task> act, ProxyFault fault)
    {
        try
        {
            await act();
            return true;
        }
        catch (LakeException e)
        {
            // A flipped answer can be any other: a listing that no server may give, a name or a number that the server then refuses.
            Assert.True(e.Kind == LakeErrorKind.Unavailable || fault == ProxyFault.FlippedAnswer, $"{fault}: {e}");
            return false;
        }
    }
}
