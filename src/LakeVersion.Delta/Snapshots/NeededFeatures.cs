using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Schemas;

namespace LakeVersion.Delta.Snapshots;

/// <summary>Which features a table must list, by its properties and columns (PROTOCOL.md, "Table Features" and "Valid Feature Names"). Pure.</summary>
internal static class NeededFeatures
{
    private static readonly IReadOnlyList<Feature> All =
    [
        new(TableFeatures.AppendOnly, (_, properties) => Flag(properties, "delta.appendOnly")),
        new("invariants", (schema, _) => Has(schema, "delta.invariants")),
        new("checkConstraints", (_, properties) => properties.Keys.Any(key => key.StartsWith("delta.constraints.", StringComparison.Ordinal))),
        new(TableFeatures.ChangeDataFeed, (_, properties) => Flag(properties, "delta.enableChangeDataFeed")),
        new("generatedColumns", (schema, _) => Has(schema, "delta.generationExpression")),
        new("allowColumnDefaults", (schema, _) => Has(schema, "CURRENT_DEFAULT")),
        new("identityColumns", (schema, _) => Has(schema, "delta.identity.start")),
        new(TableFeatures.InCommitTimestamp, (_, properties) => Flag(properties, "delta.enableInCommitTimestamps")),
        new("rowTracking", (_, properties) => Flag(properties, "delta.enableRowTracking")),
        new("domainMetadata", (_, properties) => Flag(properties, "delta.enableRowTracking")),
        new(TableFeatures.ColumnMapping, (_, properties) => properties.GetValueOrDefault("delta.columnMapping.mode") is not (null or "none"), IsReader: true),
        new(TableFeatures.DeletionVectors, (_, properties) => Flag(properties, "delta.enableDeletionVectors"), IsReader: true),
        new(TableFeatures.TimestampNtz, (schema, _) => SchemaRules.Uses(schema, "timestamp_ntz"), IsReader: true),
        new("typeWidening", (_, properties) => Flag(properties, "delta.enableTypeWidening"), IsReader: true),
        new("v2Checkpoint", (_, properties) => properties.GetValueOrDefault("delta.checkpointPolicy") == "v2", IsReader: true),
    ];

    // What tables of old writer versions may use without listing it ("Features that are supported by older versions").
    private static readonly string[][] Implied =
    [
        [], [], [TableFeatures.AppendOnly, "invariants"], ["checkConstraints"], [TableFeatures.ChangeDataFeed, "generatedColumns"],
        [TableFeatures.ColumnMapping], ["identityColumns"],
    ];

    /// <summary>The protocol of a new table: reader 1 and writer 7 with the features in use; reader 3 where a reader must know one.</summary>
    public static ProtocolAction Of(DeltaStruct schema, IReadOnlyDictionary<string, string?> properties) =>
        With(new ProtocolAction { MinReaderVersion = 1, MinWriterVersion = 7, WriterFeatures = [] }, [.. All.Where(feature => feature.IsNeeded(schema, properties))]);

    /// <summary>A table's protocol with what changed properties and columns need besides: the same object where that is nothing.</summary>
    public static ProtocolAction Upgrade(ProtocolAction current, DeltaStruct schema, IReadOnlyDictionary<string, string?> properties)
    {
        var listed = Listed(current);
        List<Feature> missing = [.. All.Where(feature => feature.IsNeeded(schema, properties) && !listed.Contains(feature.Name))];
        return missing.Count == 0 ? current : With(current, missing);
    }

    /// <summary>A protocol with what another one asks for besides: the same object where that is nothing.</summary>
    public static ProtocolAction Union(ProtocolAction current, ProtocolAction other)
    {
        var (writer, reader) = (Listed(current), Readers(current));
        List<Feature> missing =
        [
            .. Listed(other).Concat(Readers(other)).Distinct(StringComparer.Ordinal).Where(name => !writer.Contains(name) || (Readers(other).Contains(name) && !reader.Contains(name)))
                .Select(name => new Feature(name, (_, _) => true, Readers(other).Contains(name))),
        ];
        return missing.Count == 0 ? current : With(current, missing);
    }

    private static HashSet<string> Readers(ProtocolAction protocol) =>
        protocol.MinReaderVersion == 2 ? [TableFeatures.ColumnMapping] : [.. protocol.ReaderFeatures ?? []];

    private static ProtocolAction With(ProtocolAction current, IReadOnlyList<Feature> added)
    {
        // Listing features needs writer version 7, which then lists what older versions had without saying so.
        var writer = Listed(current).Concat(added.Select(feature => feature.Name)).Distinct(StringComparer.Ordinal).ToList();
        List<string> reader = [.. current.ReaderFeatures ?? []];
        if (current.MinReaderVersion == 2)
        {
            reader.Add(TableFeatures.ColumnMapping);
        }

        reader.AddRange(added.Where(feature => feature.IsReader).Select(feature => feature.Name).Except(reader, StringComparer.Ordinal).ToList());
        var listsReader = current.MinReaderVersion == 3 || added.Any(feature => feature.IsReader);
        return new ProtocolAction
        {
            MinReaderVersion = listsReader ? 3 : current.MinReaderVersion,
            MinWriterVersion = 7,
            ReaderFeatures = listsReader ? reader : null,
            WriterFeatures = writer,
        };
    }

    private static HashSet<string> Listed(ProtocolAction protocol) => protocol.MinWriterVersion >= 7
        ? [.. protocol.WriterFeatures ?? []]
        : [.. Implied.Take(protocol.MinWriterVersion + 1).SelectMany(features => features)];

    private static bool Flag(IReadOnlyDictionary<string, string?> properties, string name) =>
        string.Equals(properties.GetValueOrDefault(name), "true", StringComparison.OrdinalIgnoreCase);

    private static bool Has(DeltaType type, string key) => SchemaRules.Fields(type, "").Any(field => field.Field.Metadata.ContainsKey(key));

    private sealed record Feature(string Name, Func<DeltaStruct, IReadOnlyDictionary<string, string?>, bool> IsNeeded, bool IsReader = false);
}
