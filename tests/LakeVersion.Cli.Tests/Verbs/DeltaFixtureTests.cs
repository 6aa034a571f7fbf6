namespace LakeVersion.Cli.Tests.Verbs;

/// <summary>Tables that Spark wrote, read into Parquet by <c>lv delta read</c>: DuckDB finds in it what Spark found in the table.</summary>
public sealed class DeltaFixtureTests
{
    [Theory]
    [InlineData("124-decimal-decode-bug")]
    [InlineData("basic-decimal-table-legacy")]
    [InlineData("basic-with-inserts-deletes-checkpoint")]
    [InlineData("basic-with-inserts-overwrite-restore")]
    [InlineData("basic-with-vacuum-protocol-check-feature")]
    [InlineData("corrupted-last-checkpoint-kernel")]
    [InlineData("data-reader-array-complex-objects")]
    [InlineData("data-reader-date-types-America")]
    [InlineData("data-reader-date-types-Etc")]
    [InlineData("data-reader-date-types-Jst")]
    [InlineData("data-reader-date-types-utc")]
    [InlineData("data-reader-map")]
    [InlineData("data-reader-nullable-field-invalid-schema-key")]
    [InlineData("data-reader-primitives")]
    [InlineData("data-reader-timestamp_ntz-name-mode")]
    [InlineData("data-skipping-basic-stats-all-types-checkpoint")]
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
    [InlineData("snapshot-vacuumed")]
    [InlineData("table-with-columnmapping-mode-name")]
    [InlineData("time-travel-partition-changes-b")]
    [InlineData("time-travel-schema-changes-b")]
    [InlineData("time-travel-start-start20")]
    [InlineData("v2-checkpoint-parquet")]
    public async Task The_rows_written_are_those_that_Spark_found(string name)
    {
        var folder = SharedData.Table($"golden/{name}");
        using var lake = new CliLake(isLocal: true);

        (await lake.RunAsync("delta", "read", Path.Combine(folder, "delta"), "-o", "out.parquet")).Done();

        SharedData.SameRows($"read_parquet('{lake.Work}/out.parquet')", $"read_parquet('{folder}/expected/*.parquet')");
    }

    [Fact]
    public async Task A_void_column_and_a_variant_are_kept_in_Parquet()
    {
        using var lake = new CliLake(isLocal: true);
        (await lake.RunAsync("delta", "read", SharedData.Table("kernel/void-column"), "-o", "void.parquet")).Done();
        (await lake.RunAsync("delta", "read", SharedData.Table("kernel/unshredded-variant"), "-o", "variant.parquet")).Done();

        Assert.Equal("3 0", SharedData.Ask($"select count(*) || ' ' || count(void_col) from read_parquet('{lake.Work}/void.parquet')"));
        Assert.Equal("BLOB", SharedData.Ask($"select typeof(v.value) from read_parquet('{lake.Work}/variant.parquet')"));
    }
}
