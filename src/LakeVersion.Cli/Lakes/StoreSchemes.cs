using LakeVersion.Storage;

namespace LakeVersion.Cli.Lakes;

/// <summary>The kinds of stores that this program opens besides folders: the one place that names them.</summary>
internal static class StoreSchemes
{
    /// <summary>The providers, for an endpoint where one is given.</summary>
    public static IReadOnlyList<IStoreProvider> For(string? endpoint)
    {
        _ = endpoint;
        return [];
    }
}
