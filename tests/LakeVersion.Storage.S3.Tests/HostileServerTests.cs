using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Answer = LakeVersion.Storage.S3.Tests.ScriptedServer.Answer;

namespace LakeVersion.Storage.S3.Tests;

/// <summary>Servers that answer what no server should.</summary>
public sealed class HostileServerTests
{
    private static readonly StoreKey Key = StoreKey.Parse("a/b");

    [Theory]
    [InlineData("<NextContinuationToken>again</NextContinuationToken>", "does not end")]
    [InlineData("<NextContinuationToken>again</NextContinuationToken><Contents><Key>a</Key></Contents>", "does not end")]
    [InlineData("<Contents><Key>b</Key></Contents>", "not how to go on")]
    public async Task A_listing_that_never_ends_or_is_cut_off_is_refused(string page, string said)
    {
        await using var server = new ScriptedServer(_ => new Answer(200, $"<ListBucketResult><IsTruncated>true</IsTruncated>{page}</ListBucketResult>"));
        using var store = new S3ObjectStore("lake", server.Options);
        var failed = await Assert.ThrowsAsync<LakeException>(async () => await store.ListAsync(new ListRequest { StartAfter = "a" }).ToListAsync());
        Assert.Equal(LakeErrorKind.Unsupported, failed.Kind);
        Assert.Contains(said, failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listed_things_without_names_are_not_shown()
    {
        await using var server = new ScriptedServer(_ => new Answer(
            200,
            "<ListBucketResult><Contents><Size>1</Size></Contents><Contents><Key></Key></Contents><Contents><Key>b</Key></Contents>"
            + "<CommonPrefixes/><CommonPrefixes><Prefix></Prefix></CommonPrefixes><CommonPrefixes><Prefix>c/</Prefix></CommonPrefixes></ListBucketResult>"));
        using var store = new S3ObjectStore("lake", server.Options);
        Assert.Equal(["b", "c/"], await store.ListAsync(new ListRequest { Folders = true }).Select(item => item.Name).ToListAsync());
    }

    [Fact]
    public async Task Only_what_was_to_be_deleted_is_deleted_whatever_failures_the_server_tells()
    {
        await using var server = new ScriptedServer(request => request.HttpMethod == "POST"
            ? new Answer(200, "<DeleteResult><Error><Key>other</Key><Code>InternalError</Code></Error></DeleteResult>")
            : new Answer(204));
        using var store = new S3ObjectStore("lake", server.Options);
        await store.DeleteAsync([Key, StoreKey.Parse("c")]);
        Assert.Equal(["DELETE /lake/a/b", "DELETE /lake/c"], server.Seen.Where(line => line.StartsWith("DELETE", StringComparison.Ordinal)).Select(line => line.Split('?')[0]));
    }

    [Fact]
    public async Task The_clock_is_known_where_only_one_folder_may_be_read()
    {
        var date = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        await using var server = new ScriptedServer(_ => new Answer(403) { Date = date });
        using var store = new S3ObjectStore("lake", server.Options);
        Assert.InRange(await store.GetTimeAsync(), date, date.AddMinutes(1));
    }

    [Fact]
    public async Task A_large_range_whose_object_got_shorter_meanwhile_has_no_hole_in_it()
    {
        const int piece = 8 << 20;
        await using var server = new ScriptedServer(request =>
        {
            var isFirst = request.Headers["Range"]!.StartsWith("bytes=0-", StringComparison.Ordinal);
            var (size, range) = isFirst ? (piece, $"bytes 0-{piece - 1}/{2 * piece}") : (10, $"bytes {piece}-{piece + 9}/{piece + 10}");
            return new Answer(206, new byte[size]) { Headers = new() { ["Content-Range"] = range, ["ETag"] = "\"same\"" } };
        });
        using var store = new S3ObjectStore("lake", server.Options);
        var failed = await Assert.ThrowsAsync<LakeException>(async () => await store.GetRangeAsync(Key, 0, 2 * piece));
        Assert.Equal(LakeErrorKind.Conflict, failed.Kind);
    }

    [Fact]
    public async Task An_upload_whose_parts_were_dropped_is_not_taken_for_the_older_object_of_its_size()
    {
        const int size = 9 << 20;
        await using var server = new ScriptedServer(request => (request.HttpMethod, request.QueryString["uploadId"]) switch
        {
            ("POST", null) => new Answer(200, "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>"),
            ("POST", _) => new Answer(404, "<Error><Code>NoSuchUpload</Code><Message>said so</Message></Error>"),
            ("HEAD", _) => new Answer(200) { SizeBytes = size, Headers = new() { ["ETag"] = "\"old-2\"" } },
            _ => new Answer(200) { Headers = new() { ["ETag"] = "\"part\"" } },
        });
        using var store = new S3ObjectStore("lake", server.Options);
        var failed = await Assert.ThrowsAsync<LakeException>(async () => await store.PutAsync(Key, new PatternStream(size)));
        Assert.Equal(LakeErrorKind.Unavailable, failed.Kind);
        Assert.Contains("dropped the parts", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_sent_to_another_server()
    {
        await using var elsewhere = new ScriptedServer(_ => new Answer(200, "secret") { Headers = new() { ["ETag"] = "\"e\"" } });
        await using var server = new ScriptedServer(request =>
            new Answer(307) { Headers = new() { ["Location"] = new Uri(elsewhere.Options.Endpoint!, request.RawUrl).AbsoluteUri } });
        using var store = new S3ObjectStore("lake", server.Options);
        Assert.Equal(LakeErrorKind.Invalid, (await Assert.ThrowsAsync<LakeException>(async () => await store.GetAsync(Key))).Kind);
        Assert.Equal(LakeErrorKind.Invalid, (await Assert.ThrowsAsync<LakeException>(async () => await store.CreateAsync(Key, new byte[1]))).Kind);
        Assert.Empty(elsewhere.Seen);
        Assert.Equal(2, server.Seen.Count);
    }

    [Fact]
    public async Task A_stream_that_stands_behind_its_end_is_empty()
    {
        await using var server = new ScriptedServer(_ => new Answer(200) { Headers = new() { ["ETag"] = "\"e\"" } });
        using var store = new S3ObjectStore("lake", server.Options);
        foreach (var behind in (int[])[1, 5])
        {
            Assert.Equal(0, await store.PutAsync(Key, new MemoryStream(new byte[3]) { Position = 3 + behind }));
        }

        Assert.All(server.Seen, line => Assert.StartsWith("PUT /lake/a/b", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_upload_takes_as_long_as_it_needs_while_the_server_takes_it()
    {
        const int step = 16 << 20;
        const int steps = 4;
        using var slow = new TcpListener(IPAddress.Loopback, 0);
        slow.Server.ReceiveBufferSize = 1 << 16;
        slow.Start();
        var time = new FakeTimeProvider();
        using var store = new S3ObjectStore("lake", new S3StoreOptions
        {
            Endpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)slow.LocalEndpoint).Port}"), Credentials = new S3Credentials("a", "b"), Tries = 1, Time = time,
        });
        var putting = store.PutAsync(Key, new byte[steps * step]).AsTask();
        using var connection = await slow.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        var stream = connection.GetStream();
        await ReadHeadAsync(stream);
        var buffer = new byte[step];
        for (var i = 0; i < steps; i++)
        {
            // More than fits into the connection's buffers, so that some of it was sent after the clock moved.
            await stream.ReadExactlyAsync(buffer, TestContext.Current.CancellationToken);
            time.Advance(TimeSpan.FromSeconds(700));
        }

        await stream.WriteAsync("HTTP/1.1 200 OK\r\nETag: \"e\"\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        await putting;
    }

    private static async Task ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (head.Length < 4 || head.ToString(head.Length - 4, 4) != "\r\n\r\n")
        {
            await stream.ReadExactlyAsync(one, TestContext.Current.CancellationToken);
            head.Append((char)one[0]);
        }
    }

    [Theory]
    [InlineData("HTTP/1.! 200 OK")]
    [InlineData("HTTP/1.1 2:0 OK")]
    [InlineData("HTTP/1.1")]
    [InlineData("")]
    public async Task An_answer_that_does_not_begin_as_HTTP_does_is_no_good_answer(string line)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, line);
        var endpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        using var store = new S3ObjectStore("lake", new S3StoreOptions { Endpoint = endpoint, Credentials = new S3Credentials("a", "b"), Tries = 2, FirstPause = TimeSpan.Zero });
        Assert.Equal(LakeErrorKind.Unavailable, (await Assert.ThrowsAsync<LakeException>(async () => await store.GetAsync(Key))).Kind);
        Assert.Equal(CreateResult.Unknown, (await store.CreateAsync(Key, new byte[1])).Result);
        listener.Stop();
        await serving;
    }

    private static async Task ServeAsync(TcpListener listener, string line)
    {
        var buffer = new byte[4096];
        while (true)
        {
            try
            {
                using var client = await listener.AcceptTcpClientAsync();
                _ = await client.GetStream().ReadAsync(buffer);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{line}\r\nContent-Length: 0\r\n\r\n"));
            }
            catch (IOException)
            {
                // The client ended the connection first.
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }
}
