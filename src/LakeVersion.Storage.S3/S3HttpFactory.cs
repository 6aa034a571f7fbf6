using System.Net;
using Amazon.Runtime;

namespace LakeVersion.Storage.S3;

/// <summary>Makes the connections of one store: bounded, without a limit of time of their own, their answers' dates told to a clock.</summary>
internal sealed class S3HttpFactory : HttpClientFactory, IDisposable
{
    private readonly HttpClient client;

    public S3HttpFactory(S3StoreOptions options, ServerClock clock)
    {
        var connections = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = options.Timeout,
            MaxConnectionsPerServer = options.MostParallelRequests,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            UseCookies = false,
        };

        // Timeouts are S3Client's, which knows what is on the way.
        client = new HttpClient(new Observer(connections, clock)) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
    }

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => client;

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public void Dispose() => client.Dispose();

    private sealed class Observer(HttpMessageHandler inner, ServerClock clock) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Headers.Contains("If-None-Match"))
            {
                // A connection that ends while the body waits for "100 Continue" makes .NET send the request again, unseen.
                request.Headers.ExpectContinue = false;
            }

            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.Headers.Date is { } date)
            {
                clock.Learn(date);
            }

            return response;
        }
    }
}
