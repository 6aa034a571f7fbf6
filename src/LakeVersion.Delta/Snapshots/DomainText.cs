using System.Text.Json;
using LakeVersion.Delta.Actions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Snapshots;

/// <summary>Reads the configurations of metadata domains, which are JSON inside a text of the log.</summary>
internal static class DomainText
{
    /// <exception cref="LakeException">Corrupt: it is no JSON; the message names the domain.</exception>
    public static JsonElement Parse(DomainMetadata domain)
    {
        try
        {
            return JsonElement.Parse(domain.Configuration);
        }
        catch (JsonException e)
        {
            throw LakeException.Corrupt($"The configuration of the metadata domain '{domain.Domain}' is no JSON: {domain.Configuration}", e);
        }
    }
}
