using System.Net;
using System.Security.Cryptography;
using System.Text;
using LakeVersion.Testing.Proxy;

namespace LakeVersion.Storage.Tests.Proxy;

/// <summary>Each fault does what it says, between a real client and a server over real sockets.</summary>
public sealed class FaultProxyTests : IAsyncLifetime
{
    private static readonly byte[] Old = Enumerable.Range(0, 50_000).Select(i => (byte)(i * 7)).ToArray();
    private static readonly byte[] New = Enumerable.Range(0, 70_000).Select(i => (byte)(i * 13)).ToArray();

    private readonly TinyServer server = new();
    private readonly FaultProxy proxy;
    private readonly HttpClient client;
    private readonly HttpClient impatient;

    public FaultProxyTests()
    {
        server.Objects["/old"] = Old;
        proxy = new FaultProxy(server.EndPoint, new FaultProxyOptions { LateBy = TimeSpan.FromMilliseconds(200) });
        client = new HttpClient { BaseAddress = proxy.Address, Timeout = TimeSpan.FromSeconds(30) };
        impatient = new HttpClient { BaseAddress = proxy.Address, Timeout = TimeSpan.FromSeconds(0.2) };
    }

    public static TheoryData<ProxyFault> Closing =>
        [ProxyFault.LostAnswer, ProxyFault.StalledAnswer, ProxyFault.ResetAnswer, ProxyFault.LostRequest, ProxyFault.ResetRequest, ProxyFault.LateRequest];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        impatient.Dispose();
        await proxy.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Without_faults_requests_and_answers_pass_as_they_are()
    {
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal(Old, await client.GetByteArrayAsync("/old"));
            Assert.Equal(Old, await client.GetByteArrayAsync("/old?chunked"));
            Assert.Equal(HttpStatusCode.OK, (await PutAsync("/new")).StatusCode);
            Assert.Equal(HttpStatusCode.PreconditionFailed, (await PutAsync("/new", isCreate: true)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/none")).StatusCode);
            Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync("/gone")).StatusCode);
            using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/old"));
            Assert.Equal(Old.Length, head.Content.Headers.ContentLength);
        }

        Assert.Equal(New, server.Objects["/new"]);
        Assert.Equal(21, server.Requests.Count);
        Assert.Equal((6, 3), (proxy.Requests("GET", "/old"), proxy.Requests("HEAD", "/old")));
        Assert.All(server.Requests, request => Assert.Contains($"Host: {proxy.Address.Authority}\r\n", request.Head, StringComparison.Ordinal));
        Assert.Empty(proxy.Struck);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Bodies_of_any_form_go_up_whole(bool waitsForContinue, bool isChunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/new") { Content = new ByteArrayContent(New) };
        request.Headers.ExpectContinue = waitsForContinue;
        request.Headers.TransferEncodingChunked = isChunked;
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(request)).StatusCode);
        Assert.Equal(New, server.Objects["/new"]);
    }

    [Theory]
    [MemberData(nameof(Closing))]
    public async Task A_lost_connection_leaves_the_effect_that_the_fault_says(ProxyFault fault)
    {
        // Two forms of some faults are chosen by the seed.
        for (var seed = 0; seed < 4; seed++)
        {
            server.Objects.Remove("/new");
            proxy.Schedule = FaultSchedule.Only(seed, fault, 1);
            await FailsAsync(() => impatient.SendAsync(Request("/new", isCreate: false)));
            // Where the answer is lost the effect is mostly there by now; on a busy machine the client may have given up before it.
            Assert.True(fault is ProxyFault.LostAnswer or ProxyFault.StalledAnswer or ProxyFault.ResetAnswer || !server.Objects.ContainsKey("/new"));
            await proxy.DrainAsync();
            Assert.Equal(fault is not (ProxyFault.LostRequest or ProxyFault.ResetRequest), server.Objects.ContainsKey("/new"));
            Assert.Equal(KeyValuePair.Create(fault, seed + 1), Assert.Single(proxy.Struck));
        }

        proxy.Schedule = FaultSchedule.None;
        Assert.Equal(Old, await client.GetByteArrayAsync("/old"));
    }

    [Theory]
    [InlineData(ProxyFault.DuplicateAfter, 200)]
    [InlineData(ProxyFault.DuplicateBefore, 412)]
    public async Task A_duplicate_reaches_the_server_twice_and_is_answered_once(ProxyFault fault, int status)
    {
        proxy.Schedule = FaultSchedule.Only(1, fault, 1);
        Assert.Equal(status, (int)(await PutAsync("/new", isCreate: true)).StatusCode);
        await proxy.DrainAsync();
        Assert.Equal(2, server.Requests.Count);
        Assert.Equal(New, server.Objects["/new"]);
        Assert.Equal(1, proxy.Requests("PUT", "/new"));
    }

    [Theory]
    [InlineData(ProxyFault.Conflict, 409, "ConditionalRequestConflict", false)]
    [InlineData(ProxyFault.PreconditionFailed, 412, "PreconditionFailed", false)]
    [InlineData(ProxyFault.ServerError, 500, "InternalError", false)]
    [InlineData(ProxyFault.SlowDown, 503, "SlowDown", false)]
    [InlineData(ProxyFault.PreconditionFailedAfter, 412, "PreconditionFailed", true)]
    [InlineData(ProxyFault.ServerErrorAfter, 500, "InternalError", true)]
    [InlineData(ProxyFault.SlowDownAfter, 503, "SlowDown", true)]
    public async Task A_made_up_answer_says_its_code_and_the_connection_goes_on(ProxyFault fault, int status, string code, bool hasEffect)
    {
        proxy.Schedule = FaultSchedule.Only(1, fault, 1);
        foreach (var waits in (bool[])[false, true])
        {
            server.Objects.Remove("/new");
            using var answer = await PutAsync("/new", isCreate: true, waits);
            Assert.Equal(status, (int)answer.StatusCode);
            Assert.Contains($"<Code>{code}</Code>", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.Equal(hasEffect, server.Objects.ContainsKey("/new"));
        }

        Assert.Equal(2, proxy.Struck[fault]);
        proxy.Schedule = FaultSchedule.None;
        Assert.Equal(Old, await client.GetByteArrayAsync("/old"));
    }

    [Theory]
    [InlineData("/old")]
    [InlineData("/old?chunked")]
    public async Task A_truncated_reset_or_stalled_answer_is_never_taken_for_whole(string target)
    {
        foreach (var fault in (ProxyFault[])[ProxyFault.TruncatedAnswer, ProxyFault.ResetAnswer, ProxyFault.StalledAnswer])
        {
            for (var seed = 0; seed < 3; seed++)
            {
                proxy.Schedule = FaultSchedule.Only(seed, fault, 1);
                await FailsAsync(() => impatient.GetByteArrayAsync(target));
            }

            Assert.True(proxy.Struck[fault] >= 3);
        }
    }

    [Theory]
    [InlineData("/old")]
    [InlineData("/old?chunked")]
    public async Task A_flipped_answer_differs_in_one_bit(string target)
    {
        proxy.Schedule = FaultSchedule.Only(1, ProxyFault.FlippedAnswer, 1);
        Assert.Equal(1, DifferentBits(Old, await client.GetByteArrayAsync(target)));
        Assert.Equal(1, proxy.Struck[ProxyFault.FlippedAnswer]);
    }

    [Fact]
    public async Task A_flipped_request_differs_in_one_bit_and_a_server_that_checks_digests_refuses_it()
    {
        proxy.Schedule = FaultSchedule.Only(1, ProxyFault.FlippedRequest, 1);
        Assert.Equal(HttpStatusCode.BadRequest, (await PutAsync("/new")).StatusCode);
        Assert.False(server.Objects.ContainsKey("/new"));
        Assert.Equal(1, DifferentBits(New, server.Requests.Single().Body));
    }

    [Fact]
    public async Task Slow_bodies_arrive_whole()
    {
        proxy.Schedule = new FaultSchedule(1, new Dictionary<ProxyFault, double> { [ProxyFault.SlowRequest] = 0.5, [ProxyFault.SlowAnswer] = 0.5 });
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await PutAsync($"/new{i}")).StatusCode);
            Assert.Equal(New, await client.GetByteArrayAsync($"/new{i}"));
        }

        Assert.Equal(2, proxy.Struck.Count);
    }

    [Fact]
    public async Task Faults_that_cannot_strike_a_request_leave_it_alone()
    {
        foreach (var fault in (ProxyFault[])[ProxyFault.Conflict, ProxyFault.PreconditionFailed, ProxyFault.PreconditionFailedAfter, ProxyFault.SlowRequest, ProxyFault.FlippedRequest, ProxyFault.LateRequest])
        {
            proxy.Schedule = FaultSchedule.Only(1, fault, 1);
            Assert.Equal(Old, await client.GetByteArrayAsync("/old"));
        }

        Assert.Empty(proxy.Struck);
    }

    [Fact]
    public async Task The_same_requests_meet_the_same_faults_by_one_seed_and_others_by_another()
    {
        var first = await WorkAsync(5);
        Assert.Equal(first, await WorkAsync(5));
        Assert.NotEqual(first, await WorkAsync(6));
        Assert.Contains("409", first, StringComparison.Ordinal);
        Assert.Contains("200", first, StringComparison.Ordinal);
    }

    private async Task<string> WorkAsync(int seed)
    {
        // Stalls end by the proxy's limit, far below the client's patience: on a busy machine that would run out for sound answers too.
        var options = new FaultProxyOptions { LateBy = TimeSpan.FromSeconds(0.1), StallLimit = TimeSpan.FromSeconds(0.3) };
        await using var fresh = new FaultProxy(server.EndPoint, options) { Schedule = FaultSchedule.All(seed, 0.02) };
        using var own = new HttpClient { BaseAddress = fresh.Address, Timeout = TimeSpan.FromSeconds(5) };
        var seen = new StringBuilder();
        for (var i = 0; i < 40; i++)
        {
            try
            {
                server.Objects.Remove($"/{i % 5}");
                seen.Append((int)(await own.SendAsync(Request($"/{i % 5}", isCreate: true))).StatusCode).Append(' ');
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                seen.Append("none ");
            }

            await fresh.DrainAsync();
        }

        return seen + string.Join(' ', fresh.Struck.OrderBy(pair => pair.Key));
    }

    private static async Task FailsAsync(Func<Task> act)
    {
        var failed = await Assert.ThrowsAnyAsync<Exception>(act);
        Assert.True(failed is HttpRequestException or TaskCanceledException, failed.ToString());
    }

    private static int DifferentBits(byte[] expected, byte[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        return expected.Zip(found).Sum(pair => int.PopCount(pair.First ^ pair.Second));
    }

    private static HttpRequestMessage Request(string path, bool isCreate, bool waits = false)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = new ByteArrayContent(New) };
        request.Headers.Add("X-Sha256", Convert.ToHexStringLower(SHA256.HashData(New)));
        request.Headers.ExpectContinue = waits;
        if (isCreate)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", "*");
        }

        return request;
    }

    private async Task<HttpResponseMessage> PutAsync(string path, bool isCreate = false, bool waits = false)
    {
        using var request = Request(path, isCreate, waits);
        return await client.SendAsync(request);
    }
}
