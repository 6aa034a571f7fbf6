using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LakeVersion.Storage.S3.Tests;

/// <summary>A server on loopback that answers as a test says, right or wrong.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly HttpListener listener = new();
    private readonly Func<HttpListenerRequest, Answer> script;
    private readonly ConcurrentQueue<string> seen = new();
    private readonly Task serving;

    public ScriptedServer(Func<HttpListenerRequest, Answer> script)
    {
        this.script = script;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Options = new S3StoreOptions
            {
                Endpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}"), Credentials = new S3Credentials("a", "b"), Tries = 2, FirstPause = TimeSpan.Zero,
            };
        }

        listener.Prefixes.Add(Options.Endpoint!.AbsoluteUri);
        listener.Start();
        serving = ServeAsync();
    }

    public S3StoreOptions Options { get; }

    /// <summary>The requests so far, each as its method, a space, and what was asked for.</summary>
    public IReadOnlyCollection<string> Seen => seen;

    public async ValueTask DisposeAsync()
    {
        listener.Close();
        await serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await listener.GetContextAsync();
                _ = Task.Run(() => AnswerAsync(context));
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        await context.Request.InputStream.CopyToAsync(Stream.Null);
        seen.Enqueue($"{context.Request.HttpMethod} {context.Request.RawUrl}");
        var answer = script(context.Request);
        context.Response.StatusCode = answer.Status;
        context.Response.Headers["Date"] = answer.Date.ToString("R", CultureInfo.InvariantCulture);
        foreach (var (name, value) in answer.Headers ?? [])
        {
            context.Response.Headers[name] = value;
        }

        context.Response.ContentLength64 = answer.SizeBytes ?? answer.Content.Length;
        if (context.Request.HttpMethod != "HEAD")
        {
            await context.Response.OutputStream.WriteAsync(answer.Content);
        }

        context.Response.Close();
    }

    /// <summary>What is answered.</summary>
    internal sealed record Answer(int Status, byte[] Content)
    {
        public Answer(int status, string content = "")
            : this(status, Encoding.UTF8.GetBytes(content))
        {
        }

        public Dictionary<string, string>? Headers { get; init; }

        public long? SizeBytes { get; init; }

        public DateTimeOffset Date { get; init; } = DateTimeOffset.UnixEpoch;
    }
}
