using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security;
using System.Text;
using LakeVersion.Storage;

namespace LakeVersion.Testing.Stores;

/// <summary>A server on loopback that speaks as much S3 as a lake needs and ignores conditions, as some real ones do.</summary>
/// <remarks>One bucket, objects in memory, any signature taken. Listings come in one page.</remarks>
public sealed class CarelessS3Server : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, byte[]> objects = new(StringComparer.Ordinal);
    private readonly HttpListener listener = new();
    private readonly Task serving;

    /// <summary>Starts it on a free port.</summary>
    public CarelessS3Server()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Endpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}");
        }

        listener.Prefixes.Add(Endpoint.AbsoluteUri);
        listener.Start();
        serving = ServeAsync();
    }

    /// <summary>Its address.</summary>
    public Uri Endpoint { get; }

    /// <summary>True sorts listings by letters in place of bytes.</summary>
    public bool SortsByLetters { get; init; }

    /// <summary>True keeps the condition of create-only puts after all.</summary>
    public bool KeepsConditions { get; init; }

    /// <summary>The names of the objects in it.</summary>
    public IEnumerable<string> Names => objects.Keys;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        listener.Close();
        await serving;
    }

    private async Task ServeAsync()
    {
        while (listener.IsListening)
        {
            try
            {
                var context = await listener.GetContextAsync();
                _ = Task.Run(() => AnswerAsync(context));
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var parts = Uri.UnescapeDataString(context.Request.RawUrl!.Split('?')[0]).Split('/', 3);
        var key = parts.Length > 2 ? parts[2] : "";
        var body = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(body);
        context.Response.Headers["Date"] = DateTimeOffset.UtcNow.ToString("R", CultureInfo.InvariantCulture);
        var content = (context.Request.HttpMethod, key) switch
        {
            ("PUT", _) => Put(context, key, body.ToArray()),
            ("GET", "") => List(context.Request.QueryString),
            ("GET", _) => Get(context, key),
            ("HEAD", _) => Head(context, key),
            ("DELETE", _) => Delete(context, key),
            _ => DeleteMany(Encoding.UTF8.GetString(body.ToArray())),
        };
        if (context.Request.HttpMethod != "HEAD")
        {
            await context.Response.OutputStream.WriteAsync(content);
        }

        context.Response.Close();
    }

    private byte[] Put(HttpListenerContext context, string key, byte[] content)
    {
        if (!KeepsConditions || context.Request.Headers["If-None-Match"] is null)
        {
            objects[key] = content;
        }
        else if (!objects.TryAdd(key, content))
        {
            context.Response.StatusCode = 412;
        }

        context.Response.Headers["ETag"] = Tag(content);
        return [];
    }

    private byte[] Get(HttpListenerContext context, string key)
    {
        var content = Head(context, key);
        if (context.Response.StatusCode == 200 && context.Request.Headers["Range"] is { } range)
        {
            var bounds = range["bytes=".Length..].Split('-').Select(text => long.Parse(text, CultureInfo.InvariantCulture)).ToArray();
            var end = (int)Math.Min(bounds[1] + 1, content.Length);
            context.Response.StatusCode = bounds[0] < content.Length ? 206 : 416;
            context.Response.Headers["Content-Range"] = $"bytes {bounds[0]}-{end - 1}/{content.Length}";
            content = bounds[0] < content.Length ? content[(int)bounds[0]..end] : [];
            context.Response.ContentLength64 = content.Length;
        }

        return content;
    }

    private byte[] Head(HttpListenerContext context, string key)
    {
        if (!objects.TryGetValue(key, out var content))
        {
            context.Response.StatusCode = 404;
            return [];
        }

        context.Response.ContentLength64 = content.Length;
        context.Response.Headers["ETag"] = Tag(content);
        context.Response.Headers["Last-Modified"] = DateTimeOffset.UnixEpoch.ToString("R", CultureInfo.InvariantCulture);
        return content;
    }

    private byte[] Delete(HttpListenerContext context, string key)
    {
        objects.TryRemove(key, out _);
        context.Response.StatusCode = 204;
        return [];
    }

    private byte[] DeleteMany(string request)
    {
        foreach (var key in request.Split("<Key>")[1..])
        {
            objects.TryRemove(WebUtility.HtmlDecode(key.Split("</Key>")[0]), out _);
        }

        return "<DeleteResult/>"u8.ToArray();
    }

    private byte[] List(NameValueCollection request)
    {
        var (prefix, start) = (request["prefix"] ?? "", request["start-after"]);
        var items = objects.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => request["delimiter"] is { } slash && name.IndexOf(slash, prefix.Length, StringComparison.Ordinal) is var at and >= 0 ? name[..(at + 1)] : name)
            .Distinct()
            .Order(SortsByLetters ? StringComparer.OrdinalIgnoreCase : Utf8Order.Comparer)
            .Where(name => start is null || Utf8Order.Compare(name, start) > 0)
            .Take(request["max-keys"] is { } limit ? int.Parse(limit, CultureInfo.InvariantCulture) : 1000)
            .Select(Item);
        return Encoding.UTF8.GetBytes($"<ListBucketResult><IsTruncated>false</IsTruncated>{string.Concat(items)}</ListBucketResult>");
    }

    private string Item(string name) => name.EndsWith('/')
        ? $"<CommonPrefixes><Prefix>{SecurityElement.Escape(name)}</Prefix></CommonPrefixes>"
        : $"<Contents><Key>{SecurityElement.Escape(name)}</Key><LastModified>1970-01-01T00:00:00.000Z</LastModified><Size>{objects[name].Length}</Size></Contents>";

    private static string Tag(byte[] content) => $"\"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content))[..20]}-1\"";
}
