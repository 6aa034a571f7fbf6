using System.Net;
using Amazon.Runtime;

namespace LakeVersion.Storage.S3;

/// <summary>Makes the connections of one store: bounded, without a limit of time of their own, their answers' dates told to a clock.</summary>
internal sealed class S3HttpFactory : HttpClientFactory, IDisposable
{
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(10);

    private readonly HttpClient client;

    public S3HttpFactory(S3StoreOptions options, ServerClock clock)
    {
        var connections = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = options.Timeout < LongestConnect ? options.Timeout : LongestConnect,
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
            // A body that waits for "100 Continue" costs a round trip, and where the connection ends meanwhile .NET sends the request again,
            // unseen: a create-only put would then find itself.
            request.Headers.ExpectContinue = false;
            var response = await AnswerAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.Headers.Date is { } date)
            {
                clock.Learn(date);
            }

            // The SDK would go there by itself, with our credentials, and with a create-only put a second time; or fail where it is no place of AWS.
            response.Headers.Location = null;
            return response;
        }

        // .NET makes a number of the HTTP version unchecked: a damaged first line ends in an exception that looks like a fault of the caller.
        private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            }
            catch (ArgumentException e)
            {
                throw new HttpRequestException("The answer does not begin as HTTP does.", e);
            }
        }
    }
}
