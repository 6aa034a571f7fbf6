using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Parquet;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Tests.Conformance;

/// <summary>Tables that Spark and others wrote, with the rows that they say are in them.</summary>
public sealed class GoldenTableTests
{
    [Theory]
    [InlineData("124-decimal-decode-bug")]
    [InlineData("basic-decimal-table-legacy")]
    [InlineData("basic-with-inserts-deletes-checkpoint")]
    [InlineData("basic-with-inserts-overwrite-restore")]
    [InlineData("basic-with-vacuum-protocol-check-feature")]
    [InlineData("data-reader-array-complex-objects")]
    [InlineData("data-reader-date-types-America")]
    [InlineData("data-reader-date-types-Etc")]
    [InlineData("data-reader-date-types-Jst")]
    [InlineData("data-reader-date-types-utc")]
    [InlineData("data-reader-map")]
    [InlineData("data-reader-nullable-field-invalid-schema-key")]
    [InlineData("data-reader-primitives")]
    [InlineData("data-skipping-basic-stats-all-types-checkpoint")]
    [InlineData("data-reader-timestamp_ntz-name-mode")]
    [InlineData("data-skipping-basic-stats-all-types-columnmapping-name")]
    [InlineData("data-skipping-change-stats-collected-across-versions")]
    [InlineData("decimal-various-scale-precision")]
    [InlineData("dv-with-columnmapping")]
    [InlineData("kernel-timestamp-int96")]
    [InlineData("kernel-timestamp-timestamp_micros")]
    [InlineData("log-replay-dv-key-cases")]
    [InlineData("log-replay-special-characters")]
    [InlineData("log-replay-special-characters-a")]
    [InlineData("parquet-all-types-legacy-format")]
    [InlineData("snapshot-data0")]
    [InlineData("snapshot-data2-deleted")]
    [InlineData("snapshot-data3")]
    [InlineData("table-with-columnmapping-mode-name")]
    [InlineData("time-travel-partition-changes-b")]
    [InlineData("time-travel-schema-changes-b")]
    [InlineData("time-travel-start-start20")]
    public async Task A_golden_table_has_the_rows_that_Spark_found(string name)
    {
        var folder = Path.Combine(Fixtures.Delta(), "golden", name);
        Assert.SkipUnless(Directory.Exists(folder), "fixtures not found");
        await CompareAsync(Path.Combine(folder, "delta"), Path.Combine(folder, "expected"), null);
    }

    [Theory]
    [InlineData("basic_append")]
    [InlineData("basic_partitioned")]
    [InlineData("multi_partitioned")]
    [InlineData("with_schema_change")]
    public async Task A_table_of_the_acceptance_suite_has_its_rows_at_every_version(string name)
    {
        var folder = Path.Combine(Fixtures.Delta(), "dat", "out", "reader_tests", "generated", name);
        Assert.SkipUnless(Directory.Exists(folder), "fixtures not found");
        foreach (var expected in Directory.GetDirectories(Path.Combine(folder, "expected")))
        {
            var version = Path.GetFileName(expected) is ['v', .. var number] ? long.Parse(number) : (long?)null;
            await CompareAsync(Path.Combine(folder, "delta"), expected, version);
        }
    }

    [Theory]
    [InlineData("golden/deltalog-invalid-protocol-version/delta", "99")]
    [InlineData("kernel/table-with-geo", "geospatial")]
    [InlineData("kernel/_catalog_managed/catalog_managed_0", "catalogManaged")]
    public async Task A_table_that_needs_more_is_refused_by_the_name_of_the_feature(string path, string feature)
    {
        var folder = Path.Combine(Fixtures.Delta(), path);
        Assert.SkipUnless(Directory.Exists(folder), "fixtures not found");
        var e = await Bench.FailsAsync(LakeErrorKind.Unsupported, () => OpenAsync(folder, null));
        Assert.Contains(feature, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("golden/deltalog-state-reconstruction-without-protocol/delta", LakeErrorKind.Corrupt)]
    [InlineData("golden/no-delta-log-folder/delta", LakeErrorKind.NotFound)]
    public async Task A_log_that_is_none_is_refused(string path, LakeErrorKind kind)
    {
        var folder = Path.Combine(Fixtures.Delta(), path);
        Assert.SkipUnless(Directory.Exists(folder), "fixtures not found");
        await Bench.FailsAsync(kind, () => OpenAsync(folder, null));
    }

    [Theory]
    [InlineData("canonicalized-paths-special-b")]
    [InlineData("canonicalized-paths-normal-b")]
    public async Task Spellings_of_one_absolute_path_are_one_file(string name)
    {
        var folder = Path.Combine(Fixtures.Delta(), "golden", name, "delta");
        Assert.SkipUnless(Directory.Exists(folder), "fixtures not found");
        Assert.Empty((await OpenAsync(folder, null)).Files);
    }

    private static async Task<DeltaSnapshot> OpenAsync(string folder, long? version)
    {
        var table = await DeltaTable.OpenAsync(new FolderStore(folder), Bench.Context);
        return version is { } number ? await table.SnapshotAsync(number) : await table.SnapshotAsync();
    }

    private static async Task CompareAsync(string delta, string expected, long? version)
    {
        var snapshot = await OpenAsync(delta, version);
        var names = snapshot.Schema.FieldsList.Select(field => field.Name).ToList();
        var rows = new List<string>();
        foreach (var file in Directory.GetFiles(expected, "*.parquet"))
        {
            await using var source = await ParquetEngines.Default.OpenAsync(new FolderStore(expected), StoreKey.Parse(Path.GetFileName(file)));
            await foreach (var batch in source.ReadAsync(names))
            {
                rows.AddRange(Cells.Rows(batch));
            }
        }

        Assert.Equal(rows.Order(StringComparer.Ordinal), (await snapshot.RowsAsync()).Order(StringComparer.Ordinal));
    }
}
