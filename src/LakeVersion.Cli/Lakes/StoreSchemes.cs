using LakeVersion.Storage;
using LakeVersion.Storage.S3;

namespace LakeVersion.Cli.Lakes;

/// <summary>The kinds of stores that this program opens besides folders: the one place that names them.</summary>
internal static class StoreSchemes
{
    /// <summary>The providers, for an endpoint where one is given.</summary>
    /// <exception cref="LakeException">Invalid: the endpoint is no address of a server.</exception>
    public static IReadOnlyList<IStoreProvider> For(string? endpoint) =>
        [new S3StoreProvider(endpoint is null ? null : new S3StoreOptions { Endpoint = S3StoreOptions.ParseEndpoint(endpoint) })];
}
