using System.Security.Cryptography;
using LakeVersion.Testing.Proxy;

namespace LakeVersion.Storage.S3.Tests.Faults;

/// <summary>Each kind of fault alone, at half of all requests, against each operation of the store.</summary>
[Trait("tier", "long")]
[Trait("server", "s3")]
public sealed class S3FaultTests : IAsyncLifetime
{
    private const int Rounds = 4;

    // Chance may spare a few rounds; it does not spare so many.
    private const int MostRounds = 40;

    private static readonly byte[] Old = RandomNumberGenerator.GetBytes(100_000);
    private static readonly StoreKey OldKey = StoreKey.Parse("old/object");

    private LyingGateway gateway = null!;
    private IObjectStore clean = null!;
    private IObjectStore lying = null!;

    public static TheoryData<ProxyFault> Faults => [.. Enum.GetValues<ProxyFault>()];

    public static TheoryData<ProxyFault> CreateFaults => [.. Enum.GetValues<ProxyFault>().Except([ProxyFault.SlowAnswer, ProxyFault.FlippedAnswer, ProxyFault.TruncatedAnswer])];

    public async ValueTask InitializeAsync()
    {
        gateway = await LyingGateway.StartAsync(new FaultProxyOptions { LateBy = TimeSpan.FromSeconds(0.2), SlowFor = TimeSpan.FromSeconds(0.1), StallLimit = TimeSpan.FromSeconds(3) });
        clean = gateway.OpenClean();
        lying = gateway.OpenLying(new S3StoreOptions { Timeout = TimeSpan.FromSeconds(1), Tries = 3, FirstPause = TimeSpan.FromMilliseconds(5) });
        await clean.PutAsync(OldKey, Old);
    }

    public ValueTask DisposeAsync() => gateway is null ? default : gateway.DisposeAsync();

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Reads_are_right_or_say_that_the_store_gave_no_good_answer(ProxyFault fault)
    {
        // A range has no digest at this level; whoever reads ranges checks what they hold. Nor has a listing, which is why it goes by TLS.
        var isChecked = fault != ProxyFault.FlippedAnswer;
        for (var i = 0; i < Rounds || (i < MostRounds && IsSpared(fault, reading: true)); i++)
        {
            gateway.Proxy.Schedule = FaultSchedule.Only(i, fault, 0.5);
            await TryAsync(async () => Assert.True((await lying.GetAsync(OldKey))!.Value.Span.SequenceEqual(Old)), fault);
            await TryAsync(async () => Assert.Null(await lying.GetAsync(StoreKey.Parse($"none/{i}"))), fault);
            await TryAsync(async () => Assert.Equal(Old.Length, (await lying.StatAsync(OldKey))!.Value.SizeBytes), fault);
            await TryAsync(
                async () =>
                {
                    var range = (await lying.GetRangeAsync(OldKey, 1000 + i, 5000))!.Value;
                    Assert.Equal(5000, range.Length);
                    Assert.True(!isChecked || range.Span.SequenceEqual(Old.AsSpan(1000 + i, 5000)));
                },
                fault);
            await TryAsync(
                async () =>
                {
                    var names = await lying.ListAsync(new ListRequest { Prefix = "old/" }).Select(item => item.Name).ToListAsync();
                    Assert.True(!isChecked || names.SequenceEqual([OldKey.Value]), string.Join(' ', names));
                },
                fault);
        }

        CheckStruck(fault, reading: true);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Puts_store_the_whole_object_or_none_and_never_other_bytes(ProxyFault fault)
    {
        for (var i = 0; i < Rounds || (i < MostRounds && IsSpared(fault, reading: false)); i++)
        {
            gateway.Proxy.Schedule = FaultSchedule.Only(i, fault, 0.5);

            // Only an upload in parts is answered with bodies that can be slow or flipped: what chance spared in the first round needs another one.
            var content = RandomNumberGenerator.GetBytes(i is 0 or >= Rounds ? 20 << 20 : 50_000);
            await CheckPutAsync(StoreKey.Parse($"put/{i}"), content, key => lying.PutAsync(key, content).AsTask(), fault);
            using var stream = new MemoryStream(content);
            await CheckPutAsync(StoreKey.Parse($"stream/{i}"), content, key => lying.PutAsync(key, stream).AsTask(), fault);
        }

        CheckStruck(fault, reading: false);
    }

    [Theory]
    [MemberData(nameof(CreateFaults))]
    public async Task A_create_is_sent_once_and_never_told_to_have_won_where_it_did_not(ProxyFault fault)
    {
        var told = new List<CreateResult>();
        for (var i = 0; i < 2 * Rounds || (i < MostRounds && (!told.Contains(CreateResult.Created) || IsSpared(fault, reading: false))); i++)
        {
            gateway.Proxy.Schedule = FaultSchedule.Only(i, fault, 0.5);
            var content = RandomNumberGenerator.GetBytes(5000);
            var key = StoreKey.Parse($"create/{i}");
            var outcome = (await lying.CreateAsync(key, content)).Result;
            told.Add(outcome);
            await gateway.Proxy.DrainAsync();
            AssertSentOnce(key, outcome);
            var stored = await clean.GetAsync(key);
            Assert.True(stored is null || stored.Value.Span.SequenceEqual(content));
            Assert.True(stored is not null || outcome != CreateResult.Created);

            // Exists says nothing about whose it is; nothing at all is there only where the proxy made the answer up.
            Assert.True(stored is not null || outcome != CreateResult.Exists || fault == ProxyFault.PreconditionFailed);
            var before = gateway.Requests("PUT", OldKey);
            outcome = (await lying.CreateAsync(OldKey, content)).Result;
            Assert.NotEqual(CreateResult.Created, outcome);
            await gateway.Proxy.DrainAsync();
            AssertSentOnce(OldKey, outcome, before);
        }

        await gateway.Proxy.DrainAsync();
        Assert.True((await clean.GetAsync(OldKey))!.Value.Span.SequenceEqual(Old));
        Assert.Contains(CreateResult.Created, told);
        CheckStruck(fault, reading: false);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Deletes_take_away_what_was_named_and_nothing_else(ProxyFault fault)
    {
        for (var i = 0; i < Rounds; i++)
        {
            StoreKey[] keys = [.. Enumerable.Range(0, (i % 2 * 2) + 1).Select(j => StoreKey.Parse($"delete/{i}/{j}"))];
            foreach (var key in keys)
            {
                await clean.PutAsync(key, Old);
            }

            gateway.Proxy.Schedule = FaultSchedule.Only(i, fault, 0.5);
            if (await TryAsync(() => lying.DeleteAsync(keys).AsTask(), fault))
            {
                Assert.Empty(await clean.ListAsync(new ListRequest { Prefix = $"delete/{i}/" }).ToListAsync());
            }
        }

        await gateway.Proxy.DrainAsync();
        Assert.True((await clean.GetAsync(OldKey))!.Value.Span.SequenceEqual(Old));
    }

    private async Task CheckPutAsync(StoreKey key, byte[] content, Func<StoreKey, Task> put, ProxyFault fault)
    {
        var isDone = await TryAsync(() => put(key), fault);
        var stored = await clean.GetAsync(key);
        Assert.True(stored is not null || !isDone);
        await gateway.Proxy.DrainAsync();
        stored = await clean.GetAsync(key);
        Assert.True(stored is null || stored.Value.Span.SequenceEqual(content));
    }

    // On a busy machine a client can give up before its request is seen at all, and then it says that the outcome is unknown.
    private void AssertSentOnce(StoreKey key, CreateResult outcome, int before = 0) =>
        Assert.InRange(gateway.Requests("PUT", key) - before, outcome == CreateResult.Unknown ? 0 : 1, 1);

    private void CheckStruck(ProxyFault fault, bool reading)
    {
        Assert.False(IsSpared(fault, reading), $"{fault} never struck");
        TestContext.Current.TestOutputHelper?.WriteLine($"{fault} struck {gateway.Proxy.Struck.GetValueOrDefault(fault)} times");
    }

    // True where the fault could have struck and did not yet.
    private bool IsSpared(ProxyFault fault, bool reading)
    {
        var onlyConditional = fault is ProxyFault.Conflict or ProxyFault.PreconditionFailed or ProxyFault.PreconditionFailedAfter;
        var onlyWriting = onlyConditional || fault is ProxyFault.SlowRequest or ProxyFault.FlippedRequest or ProxyFault.LateRequest;
        var canStrike = reading ? !onlyWriting : !onlyConditional || gateway.Proxy.Struck.Count > 0;
        return canStrike && gateway.Proxy.Struck.GetValueOrDefault(fault) == 0;
    }

    private static async Task<bool> TryAsync(Func<Task> act, ProxyFault fault)
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
