using LakeVersion.Storage;

namespace LakeVersion.Delta.Tests.Conformance;

/// <summary>One entry a table. One without more expects: every version's state as the commits say, every version's rows as DuckDB finds
/// them in the files that the commits name, and the newest one's as the table's writer noted them, where it did.</summary>
internal static class Catalogue
{
    private const string NoSchema = "Change Metadata: `schemaString` is not optional, and this table's metaData has none, so its columns are unknown.";

    private const string Owned = "Protocol Evolution: a reader must refuse reader features that it does not know; `catalogOwned` is none of the specification.";

    private const string Gap = "Action Reconciliation: a version is made of every commit behind a checkpoint, and one is missing.";

    private static readonly CatalogueEntry[] Golden =
    [
        new("golden/124-decimal-decode-bug", "decimal(38,18) in fixed-length bytes"),
        new("golden/basic-decimal-table-legacy", "decimals in Spark's legacy layout, decimal partitions"),
        new("golden/basic-with-inserts-deletes-checkpoint", "adds and removes around a classic checkpoint"),
        new("golden/basic-with-inserts-overwrite-restore", "overwrite and RESTORE, checkpoint at the newest version"),
        new("golden/basic-with-vacuum-protocol-check-feature", "reader feature vacuumProtocolCheck"),
        new("golden/canonicalized-paths-normal-b", "one absolute path in two spellings"),
        new("golden/canonicalized-paths-special-b", "one absolute path with escapes in two spellings"),
        new("golden/corrupted-last-checkpoint-kernel", "`_last_checkpoint` of no bytes"),
        new("golden/data-reader-array-complex-objects", "arrays of arrays, of structs, of maps"),
        new("golden/data-reader-date-types-America", "times written in a zone of America"),
        new("golden/data-reader-date-types-Etc", "times written in a zone of Etc"),
        new("golden/data-reader-date-types-Jst", "times written in Japan's zone"),
        new("golden/data-reader-date-types-utc", "times written in UTC"),
        new("golden/data-reader-map", "maps with keys and values of many types"),
        new("golden/data-reader-nullable-field-invalid-schema-key", "a list of nullable texts"),
        new("golden/data-reader-primitives", "every primitive type, and nulls of each"),
        new("golden/data-reader-timestamp_ntz-name-mode", "timestamp_ntz as column and partition, names mapped"),
        new("golden/data-skipping-basic-stats-all-types-checkpoint", "statistics of every type"),
        new("golden/data-skipping-basic-stats-all-types-columnmapping-name", "statistics of every type under physical names"),
        new("golden/data-skipping-change-stats-collected-across-versions", "statistics for other columns in every version"),
        new("golden/decimal-various-scale-precision", "decimals of every precision and scale"),
        new("golden/deltalog-commit-info", "every field of commitInfo") { Kind = LakeErrorKind.Corrupt, Says = "schemaString", Reason = NoSchema },
        new("golden/deltalog-invalid-protocol-version", "reader version 99")
        {
            Kind = LakeErrorKind.Unsupported, Says = "99", Reason = "Protocol Evolution: a reader must not read a table whose minReaderVersion is above what it knows.",
        },
        new("golden/deltalog-state-reconstruction-from-checkpoint-missing-protocol", "a checkpoint without a protocol")
        {
            Kind = LakeErrorKind.Corrupt, Reason = "Checkpoints: a checkpoint is the complete replay, its protocol included. " + NoSchema,
        },
        new("golden/deltalog-state-reconstruction-without-protocol", "a log without a protocol")
        {
            Kind = LakeErrorKind.Corrupt, Says = "protocol", Reason = "Protocol Evolution: a table has a protocol; without it nothing says how to read the rest.",
        },
        new("golden/dv-with-columnmapping", "deletion vectors, names mapped, partitions, checkpoint"),
        new("golden/kernel-timestamp-int96", "timestamps as INT96, timestamp partitions"),
        new("golden/kernel-timestamp-timestamp_micros", "timestamps in microseconds, timestamp partitions"),
        new("golden/log-replay-dv-key-cases", "one file with one vector after another"),
        new("golden/log-replay-special-characters", "escaped path, removed"),
        new("golden/log-replay-special-characters-a", "escaped path, removed"),
        new("golden/no-delta-log-folder", "Parquet files without a log")
        {
            Kind = LakeErrorKind.NotFound, Says = "_delta_log", Reason = "Delta Log Entries: a table is its log in `_delta_log`; there is none.",
        },
        new("golden/parquet-all-types-legacy-format", "lists and maps in the legacy layout of Parquet"),
        new("golden/snapshot-data0", "the first version of a series"),
        new("golden/snapshot-data2-deleted", "rows deleted by rewriting files"),
        new("golden/snapshot-data3", "updates and appends"),
        new("golden/snapshot-vacuumed", "files of old versions vacuumed"),
        new("golden/table-with-columnmapping-mode-name", "names mapped in nested columns"),
        new("golden/time-travel-partition-changes-b", "partitioning changed between versions"),
        new("golden/time-travel-schema-changes-b", "schema changed between versions"),
        new("golden/time-travel-start-start20", "two versions by time"),
        new("golden/update-deleted-directory", "a checkpoint of version 0") { Kind = LakeErrorKind.Corrupt, Says = "schemaString", Reason = NoSchema },
        new("golden/v2-checkpoint-parquet", "V2 checkpoint in Parquet with two sidecars"),
    ];

    private static readonly CatalogueEntry[] Kernel =
    [
        new("kernel/app-txn-checkpoint", "application transactions in a checkpoint"),
        new("kernel/app-txn-no-checkpoint", "application transactions in commits"),
        new("kernel/app-txn-with-last-updated", "application transactions with lastUpdated"),
        new("kernel/basic-decimal-table", "decimals, decimal partitions"),
        new("kernel/basic_partitioned", "a partition of null"),
        new("kernel/cdf-column-mapping-id-mode", "change data, columns by id"),
        new("kernel/cdf-column-mapping-name-mode", "change data, names mapped"),
        new("kernel/cdf-column-mapping-name-mode-3-7", "change data, names mapped by feature, deletion vectors"),
        new("kernel/cdf-table", "change data with partitions"),
        new("kernel/cdf-table-backtick-column-names", "change data, column names with dots and backticks"),
        new("kernel/cdf-table-data-change", "change data and rearranged files"),
        new("kernel/cdf-table-delete-conditional-all-rows", "change data of a delete of all rows by a condition"),
        new("kernel/cdf-table-delete-conditional-two-rows", "change data of a delete of two rows"),
        new("kernel/cdf-table-delete-unconditional", "change data of a delete of everything"),
        new("kernel/cdf-table-non-partitioned", "change data without partitions"),
        new("kernel/cdf-table-partitioned", "change data with partitions"),
        new("kernel/cdf-table-simple", "change data of appends and an update"),
        new("kernel/cdf-table-update-ops", "change data of updates"),
        new("kernel/cdf-table-with-cdc-and-dvs", "change data files and deletion vectors, .crc of every version"),
        new("kernel/cdf-table-with-dv", "change data out of deletion vectors"),
        new("kernel/compacted-log-files-table", "log compactions that overlap and keep cancelled actions, so that the commits are read"),
        new("kernel/crc-full", "a .crc with every field, row tracking, clustering"),
        new("kernel/crc-malformed", "a .crc that is none, and no commit")
        {
            Kind = LakeErrorKind.NotFound, Says = "_delta_log", Reason = "Delta Log Entries: versions are commits, and a checksum is none. That a malformed one does not matter is shown on crc-full.",
        },
        new("kernel/data-reader-timestamp_ntz", "timestamp_ntz as column and partition"),
        new("kernel/external-table-different-nullability", "a schema stricter than its files"),
        new("kernel/mixed-nulls", "nulls in columns and partitions"),
        new("kernel/parquet_row_group_skipping", "many row groups, five-part checkpoint, no statistics") { CheckpointId = (1, "d896277e-76a7-4ad9-9d7e-1cdc8cf0ed6e") },
        new("kernel/parsed-stats", "statistics as structs in a checkpoint"),
        new("kernel/partition_cm/id", "partitions, columns by id, no files"),
        new("kernel/partition_cm/name", "partitions, names mapped, no files"),
        new("kernel/partition_cm/none", "partitions, mapping off, no files"),
        new("kernel/partitioned_with_materialize_feature", "partition columns in the files too"),
        new("kernel/stats-writing-all-types", "statistics of every type, nested, names mapped"),
        new("kernel/table-with-cdf", "change data switched on and off, no files"),
        new("kernel/table-with-dv-small", "a deletion vector in a file"),
        new("kernel/table-with-geo", "geometry and geography columns")
        {
            Kind = LakeErrorKind.Unsupported, Says = "geospatial", Reason = "Protocol Evolution: a reader must refuse reader features that it does not know; `geospatial` is none of the specification.",
        },
        new("kernel/table-without-dv-small", "the same rows without the vector"),
        new("kernel/timestamp-partitioned-table", "a timestamp partition in ISO 8601"),
        new("kernel/timestamp-truncation-stats", "timestamps whose statistics are cut to milliseconds"),
        new("kernel/type-widening", "type widening of every kind, typeWidening-preview"),
        new("kernel/unshredded-variant", "variant as two binaries, nested, variantType-preview, checkpoint"),
        new("kernel/v1-multi-part-partitioned-struct-stats-only", "three-part checkpoint, struct statistics, partitions"),
        new("kernel/v1-multi-part-struct-stats-only", "three-part checkpoint, struct statistics"),
        new("kernel/v1-single-part-struct-stats-only", "classic checkpoint, struct statistics"),
        new("kernel/v2-checkpoints-json-with-last-checkpoint", "V2 checkpoint in JSON, `_last_checkpoint`"),
        new("kernel/v2-checkpoints-json-with-sidecars", "V2 checkpoints in JSON with sidecars"),
        new("kernel/v2-checkpoints-json-without-sidecars", "V2 checkpoint in JSON, actions in it"),
        new("kernel/v2-checkpoints-parquet-with-last-checkpoint", "V2 checkpoint in Parquet, `_last_checkpoint`"),
        new("kernel/v2-checkpoints-parquet-with-sidecars", "V2 checkpoints in Parquet with sidecars"),
        new("kernel/v2-checkpoints-parquet-without-sidecars", "V2 checkpoint in Parquet, actions in it"),
        new("kernel/v2-classic-checkpoint-json", "V2 checkpoint under the classic name"),
        new("kernel/v2-classic-checkpoint-parquet", "V2 checkpoint under the classic name"),
        new("kernel/v2-classic-parquet-struct-stats-only", "classic checkpoint, struct statistics, deletion vectors supported"),
        new("kernel/v2-json-sidecars-struct-stats-only", "V2 checkpoint in JSON, sidecar with struct statistics"),
        new("kernel/v2-parquet-sidecars-struct-stats-only", "V2 checkpoint in Parquet, sidecar with struct statistics"),
        new("kernel/void-column", "a column of type void"),
        new("kernel/with-short-dv", "a deletion vector of a part of the rows"),
        new("kernel/with_checkpoint_no_last_checkpoint", "a checkpoint without `_last_checkpoint`"),
        new("kernel/_catalog_managed/catalog_managed_0", "commits in a catalog's hands")
        {
            Kind = LakeErrorKind.Unsupported, Says = "catalogManaged", Reason = "Reading Catalog-managed Tables: the catalog alone knows the newest version, and a reader without it must not guess.",
        },
        new("kernel-300k", "300,000 files of 100 columns in partitions, in JSON"),
    ];

    private static readonly CatalogueEntry[] Others =
    [
        new("dat/basic_append", "two appends"),
        new("dat/basic_partitioned", "a partition of null"),
        new("dat/multi_partitioned", "three partition columns, escapes, null"),
        new("dat/with_schema_change", "another schema by overwriting"),
        new("error-logs/table_a", "a sound log; data files not kept"),
        new("error-logs/table_b", "version 7 missing below the checkpoint") { SameAs = "error-logs/table_a", Newest = 13, Broken = [7, 8, 9] },
        new("error-logs/table_c", "version 12 missing behind the checkpoint")
        {
            SameAs = "error-logs/table_a", Newest = 13, Broken = [12, 13], Kind = LakeErrorKind.Corrupt, Says = "12", Reason = Gap,
        },
        new("error-logs/table_d", "feature catalogOwned") { Kind = LakeErrorKind.Unsupported, Says = "catalogOwned", Reason = Owned },
        new("error-logs/table_e", "feature catalogOwned") { Kind = LakeErrorKind.Unsupported, Says = "catalogOwned", Reason = Owned },
        new("error-logs/table_f", "feature catalogOwned, 13 versions") { Kind = LakeErrorKind.Unsupported, Says = "catalogOwned", Reason = Owned },
        new("error-logs/table_g", "version 9999 with a checkpoint, behind version 13") { Newest = 9999, NewestIs = 10, Broken = [14, 9998] },
        new("error-logs/table_h", "version 9999 of feature catalogOwned") { SameAs = "error-logs/table_a", Kind = LakeErrorKind.Unsupported, Says = "catalogOwned", Reason = Owned },
        new("error-logs/table_i", "version 9999 of feature catalogOwned") { SameAs = "error-logs/table_a", Kind = LakeErrorKind.Unsupported, Says = "catalogOwned", Reason = Owned },
    ];

    public static IReadOnlyList<CatalogueEntry> All { get; } = [.. Golden, .. Kernel, .. Others];
}
