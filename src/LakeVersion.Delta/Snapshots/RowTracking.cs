using System.Globalization;
using System.Text.Json;
using LakeVersion.Delta.Actions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Snapshots;

/// <summary>What a table says of its rows' ids (PROTOCOL.md, "Row Tracking"). Pure.</summary>
internal static class RowTracking
{
    public const string Feature = "rowTracking";
    public const string Property = "delta.enableRowTracking";
    public const string IdColumnProperty = "delta.rowTracking.materializedRowIdColumnName";
    public const string VersionColumnProperty = "delta.rowTracking.materializedRowCommitVersionColumnName";
    public const string Domain = "delta.rowTracking";
    private const string SuspendedProperty = "delta.rowTrackingSuspended";
    private const string MarkKey = "rowIdHighWaterMark";

    /// <summary>True where every file that is added gives its rows ids: the feature is supported, and not suspended.</summary>
    public static bool IsSupported(ProtocolAction protocol, MetadataAction metadata) =>
        protocol.WriterFeatures?.Contains(Feature) == true && !IsOn(metadata, SuspendedProperty);

    /// <summary>True where rows keep their ids when they are written again.</summary>
    public static bool IsEnabled(ProtocolAction protocol, MetadataAction metadata) => IsSupported(protocol, metadata) && IsOn(metadata, Property);

    /// <summary>The greatest id given out; -1 for none.</summary>
    /// <exception cref="LakeException">Corrupt: the domain holds no such number.</exception>
    public static long MarkOf(DomainMetadata? domain)
    {
        if (domain is null or { Removed: true })
        {
            return -1;
        }

        var root = DomainText.Parse(domain);
        return root.ValueKind == JsonValueKind.Object && root.TryGetProperty(MarkKey, out var mark)
            && mark.ValueKind == JsonValueKind.Number && mark.TryGetInt64(out var id) && id >= -1
            ? id
            : throw LakeException.Corrupt($"The metadata domain '{Domain}' has no '{MarkKey}': {domain.Configuration}");
    }

    /// <inheritdoc cref="MarkOf(DomainMetadata?)"/>
    public static long MarkOf(DeltaSnapshot? table) => MarkOf(table?.Domains.GetValueOrDefault(Domain));

    /// <summary>The domain that says a mark.</summary>
    public static DomainMetadata DomainOf(long mark) => new()
    {
        Domain = Domain, Configuration = $"{{\"{MarkKey}\":{mark.ToString(CultureInfo.InvariantCulture)}}}", Removed = false,
    };

    /// <summary>Properties with names for the columns in which files carry ids, where row tracking is on and they have none.</summary>
    public static IReadOnlyDictionary<string, string?> WithColumns(IReadOnlyDictionary<string, string?> properties, DeltaContext context)
    {
        if (properties.GetValueOrDefault(Property) != "true")
        {
            return properties;
        }

        var named = new Dictionary<string, string?>(properties, StringComparer.Ordinal);
        named.TryAdd(IdColumnProperty, $"_row-id-col-{context.NewGuid():D}");
        named.TryAdd(VersionColumnProperty, $"_row-commit-version-col-{context.NewGuid():D}");
        return named;
    }

    /// <summary>True for the columns in which files carry ids, which are none of the table.</summary>
    public static bool IsHidden(MetadataAction metadata, string column) =>
        metadata.Configuration.GetValueOrDefault(IdColumnProperty) == column || metadata.Configuration.GetValueOrDefault(VersionColumnProperty) == column;

    private static bool IsOn(MetadataAction metadata, string property) =>
        string.Equals(metadata.Configuration.GetValueOrDefault(property), "true", StringComparison.OrdinalIgnoreCase);
}
