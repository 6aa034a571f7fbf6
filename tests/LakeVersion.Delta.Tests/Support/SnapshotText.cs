using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Delta.Tests.Support;

/// <summary>All that a snapshot holds, in words that are equal where it is.</summary>
internal static class SnapshotText
{
    public static List<string> Of(DeltaSnapshot table) =>
    [
        $"version {table.Version}",
        $"protocol {table.Protocol.MinReaderVersion} {table.Protocol.MinWriterVersion} {List(table.Protocol.ReaderFeatures)} {List(table.Protocol.WriterFeatures)}",
        $"metadata {table.Metadata.Id} {table.Metadata.Name} {table.Metadata.Description} {table.Metadata.FormatProvider} {Map(table.Metadata.FormatOptions)} "
            + $"{table.Metadata.SchemaString} {List(table.Metadata.PartitionColumns)} {Map(table.Metadata.Configuration)} {table.Metadata.CreatedTime} {Map(table.Metadata.OtherFields)}",
        .. table.Transactions.Values.Select(txn => $"txn {txn.AppId} {txn.Version} {txn.LastUpdated}").Order(StringComparer.Ordinal),
        .. table.Domains.Values.Select(domain => $"domain {domain.Domain} {domain.Configuration} {domain.Removed}").Order(StringComparer.Ordinal),
        .. table.Files.Select(file => Of(file)),
    ];

    /// <param name="file">The file.</param>
    /// <param name="withStatistics">False where they may have changed their form.</param>
    public static string Of(AddFile file, bool withStatistics = true) =>
        $"add {file.Path} {Map(file.PartitionValues)} {file.Size} {file.ModificationTime} {file.DataChange} {(withStatistics ? file.Stats : "")} {Map(file.Tags)} "
        + $"{file.DeletionVector} {file.BaseRowId} {file.DefaultRowCommitVersion} {file.ClusteringProvider} {Map(file.OtherFields)}";

    private static string List(IReadOnlyList<string>? texts) => texts is null ? "none" : $"[{string.Join(',', texts)}]";

    private static string Map<T>(IReadOnlyDictionary<string, T>? map) =>
        map is null ? "none" : $"{{{string.Join(',', map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={(object?)pair.Value ?? "null"}"))}}}";
}
