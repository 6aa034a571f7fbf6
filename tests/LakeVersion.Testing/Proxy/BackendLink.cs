namespace LakeVersion.Testing.Proxy;

/// <summary>A client connection's own connection to the server, opened again when it ended.</summary>
internal sealed class BackendLink(ProxyContext context) : IDisposable
{
    private HttpPeer? peer;

    public async Task<HttpPeer> OpenAsync(CancellationToken cancellationToken)
    {
        if (peer is { IsStale: true })
        {
            Dispose();
        }

        return peer ??= await context.ConnectAsync(cancellationToken);
    }

    /// <summary>Closes the connection; the next request opens another.</summary>
    public void Dispose()
    {
        peer?.Dispose();
        peer = null;
    }
}
