using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;

namespace LakeVersion.Storage.S3.Tests;

/// <summary>What a real server refuses, in our words.</summary>
public sealed class S3ErrorTests
{
    private static readonly StoreKey Key = StoreKey.Parse("errors/a");

    [Fact]
    public async Task A_bucket_that_is_not_there_is_not_found()
    {
        using var store = new S3ObjectStore("lakeversion-no-such-bucket", Gateway.Options);
        await AllFailAsync(store, LakeErrorKind.NotFound, "there is no bucket 'lakeversion-no-such-bucket' at http://", isHeadSilent: true);
    }

    [Fact]
    public async Task A_stranger_is_refused_and_told_what_to_ask_for()
    {
        using var owner = await Gateway.BucketAsync();
        await owner.PutAsync(Key, new byte[1]);
        using var store = new S3ObjectStore(Gateway.Bucket, Gateway.Options with { Credentials = Gateway.Stranger });
        await AllFailAsync(store, LakeErrorKind.Refused, "does not allow it with these credentials");
        Assert.NotNull(await owner.StatAsync(Key));
    }

    [Fact]
    public async Task A_wrong_secret_and_a_wrong_key_are_refused_and_not_repeated()
    {
        using var owner = await Gateway.BucketAsync();
        var right = Environment.GetEnvironmentVariable("AWS_ACCESS_KEY_ID")!;
        foreach (var wrong in (S3Credentials[])[new(right, "SECRETSHOWN"), new("KEYSHOWN", "SECRETSHOWN"), new("KEYSHOWN", "SECRETSHOWN", "TOKENSHOWN")])
        {
            using var store = new S3ObjectStore(Gateway.Bucket, Gateway.Options with { Credentials = wrong });
            await AllFailAsync(store, LakeErrorKind.Refused, "credentials");
        }
    }

    [Fact]
    public async Task Who_sends_no_credentials_is_refused()
    {
        using var owner = await Gateway.BucketAsync();
        using var store = new S3ObjectStore(Gateway.Bucket, Gateway.Options with { Anonymous = true });
        await AllFailAsync(store, LakeErrorKind.Refused, "with these credentials");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unavailable_soon()
    {
        using var taken = new Socket(SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var endpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)taken.LocalEndPoint!).Port}");
        var begun = Stopwatch.GetTimestamp();
        using var store = new S3ObjectStore("lake", new S3StoreOptions { Endpoint = endpoint, Credentials = new S3Credentials("KEYSHOWN", "SECRETSHOWN") });
        var failed = await Assert.ThrowsAsync<LakeException>(async () => await store.GetAsync(Key));
        Assert.Equal(LakeErrorKind.Unavailable, failed.Kind);
        Assert.Contains("gave no good answer in 5 tries", failed.Message, StringComparison.Ordinal);
        Assert.Contains(endpoint.Authority, failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SHOWN", failed.ToString(), StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(begun).TotalSeconds, 0, 15);

        // Whether it was stored is not known: a connection may break behind the request.
        Assert.Equal(CreateResult.Unknown, (await store.CreateAsync(Key, new byte[1])).Result);
    }

    [Fact]
    public async Task A_server_that_is_silent_is_unavailable_once_patience_ends()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var endpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}");
        var time = new FakeTimeProvider();
        using var store = new S3ObjectStore("lake", new S3StoreOptions
        {
            Endpoint = endpoint, Credentials = new S3Credentials("a", "b"), Tries = 1, Time = time, Timeout = TimeSpan.FromSeconds(3),
        });
        var reading = store.GetAsync(Key).AsTask();
        using var connection = await silent.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await connection.GetStream().ReadExactlyAsync(new byte[1], TestContext.Current.CancellationToken);
        Assert.False(reading.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(3.1));
        var failed = await Assert.ThrowsAsync<LakeException>(() => reading);
        Assert.Equal(LakeErrorKind.Unavailable, failed.Kind);
        Assert.Contains("no answer within 3 s", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bucket_is_also_reached_by_the_hosts_name()
    {
        var endpoint = new UriBuilder(Gateway.Endpoint) { Host = "localhost" }.Uri;
        Assert.SkipUnless(IsLoopback(Gateway.Bucket + ".localhost"), $"this machine does not resolve {Gateway.Bucket}.localhost");
        using var byPath = await Gateway.BucketAsync();
        using var byHost = new S3ObjectStore(Gateway.Bucket, Gateway.Options with { Endpoint = endpoint, PathStyle = false });
        await byHost.PutAsync(StoreKey.Parse("hosts/a b+c"), "by host"u8.ToArray());
        Assert.Equal("by host"u8.ToArray(), (await byPath.GetAsync(StoreKey.Parse("hosts/a b+c")))!.Value.ToArray());
        await byHost.DeleteAsync([StoreKey.Parse("hosts/a b+c")]);
        Assert.Null(await byPath.StatAsync(StoreKey.Parse("hosts/a b+c")));
    }

    private static bool IsLoopback(string host)
    {
        try
        {
            return Array.TrueForAll(Dns.GetHostAddresses(host), IPAddress.IsLoopback);
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task AllFailAsync(S3ObjectStore store, LakeErrorKind kind, string said, bool isHeadSilent = false)
    {
        var calls = new (string Name, Func<Task> Run)[]
        {
            ("get", async () => await store.GetAsync(Key)),
            ("range", async () => await store.GetRangeAsync(Key, 0, 1)),
            ("put", async () => await store.PutAsync(Key, new byte[1])),
            ("stream", async () => await store.PutAsync(Key, new PatternStream(9 << 20))),
            ("create", async () => await store.CreateAsync(Key, new byte[1])),
            ("list", async () => await store.ListAsync(new ListRequest()).ToListAsync()),
            ("delete", async () => await store.DeleteAsync([Key])),
            ("deletes", async () => await store.DeleteAsync([Key, StoreKey.Parse("errors/b")])),
        };
        foreach (var (name, run) in calls)
        {
            var failed = Assert.IsType<LakeException>(await Record.ExceptionAsync(run), exactMatch: false);
            Assert.True(kind == failed.Kind, $"{name}: {failed}");
            Assert.Contains(said, failed.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("SHOWN", failed.ToString(), StringComparison.Ordinal);
        }

        // The answer to a HEAD has no body, so no word about the bucket.
        var stat = await Record.ExceptionAsync(async () => await store.StatAsync(Key));
        Assert.Equal(isHeadSilent ? null : kind, (stat as LakeException)?.Kind);
    }
}
