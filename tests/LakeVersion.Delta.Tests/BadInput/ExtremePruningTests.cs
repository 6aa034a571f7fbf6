using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Tests.Conformance.Naive;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Delta.Tests.BadInput;

/// <summary>Values at the ends of their types, as partition values and in files of DuckDB: what is pruned holds no row that passes.</summary>
[Trait("store", "none")]
public sealed class ExtremePruningTests
{
    // Near 2^53 doubles and whole numbers part; decimals of 38 digits, NaN, both zeros, both ends of time.
    private static readonly Dictionary<string, string[]> Values = new(StringComparer.Ordinal)
    {
        ["long"] = ["9007199254740991", "9007199254740992", "9007199254740993", "-9007199254740993", "9223372036854775807", "-9223372036854775808", "0"],
        ["double"] = ["9007199254740992", "9007199254740994", "NaN", "-0.0", "0.0", "Infinity", "-Infinity", "0.1", "-9007199254740992"],
        ["float"] = ["16777216", "16777218", "NaN", "-0.0", "0.0", "Infinity", "0.1", "-0.1"],
        ["decimal(38,18)"] = ["9007199254740992.000000000000000001", "9007199254740993", "99999999999999999999.999999999999999999", "-0.000000000000000001", "0", "0.1"],
        ["date"] = ["0001-01-01", "9999-12-31", "1970-01-01", "1969-12-31"],
        ["timestamp"] = ["0001-01-01 00:00:00", "9999-12-31 23:59:59.999999", "1970-01-01 00:00:00", "1969-12-31 23:59:59.999999", "294247-01-10 04:00:54.775807"],
        ["string"] = ["a", "a\u0000b", "\u0000", "\uFFFD", "\U0010FFFF", "\uE000", "ü", "ab", "A", "__HIVE_DEFAULT_PARTITION__"],
    };

    private static readonly string[] Literals = ["9007199254740992", "9007199254740993", "9007199254740993.0", "9007199254740992e0", "0", "0.0", "-0e0", "0.1", "1e-1", "nan", "1e308", "9223372036854775807"];

    public static TheoryData<string> Types => [.. Values.Keys];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task A_partition_that_is_pruned_holds_no_row_that_passes(string type)
    {
        var table = new HandTable(HandTable.Struct(HandTable.Field("id", "long"), HandTable.Field("p", type)), partitionColumns: "\"p\"");
        string?[] values = [.. Values[type], null, ""];
        for (var i = 0; i < values.Length; i++)
        {
            await table.AddAsync($"f{i:D2}.parquet", Bench.Batch(("id", Bench.Longs(i))), $"\"p\":{System.Text.Json.JsonSerializer.Serialize(values[i])}");
        }

        await CompareAsync(await table.OpenAsync(), "p", type);
    }

    // Each file with one value by a writer that is not ours, its statistics in the footer, and a null besides.
    [Theory]
    [InlineData("long", "bigint")]
    [InlineData("double", "double")]
    [InlineData("float", "float")]
    [InlineData("decimal(38,18)", "decimal(38,18)")]
    [InlineData("date", "date")]
    [InlineData("string", "varchar")]
    public async Task A_file_or_row_group_that_is_pruned_holds_no_row_that_passes(string type, string duckType)
    {
        using var duck = new DuckDb();
        var folder = Directory.CreateTempSubdirectory("lakeversion-ends");
        try
        {
            var table = new HandTable(HandTable.Struct(HandTable.Field("id", "long"), HandTable.Field("v", type)));
            var values = Values[type].Where(value => !value.Contains('\0')).ToArray();
            for (var i = 0; i < values.Length; i++)
            {
                var file = Path.Combine(folder.FullName, $"{i}.parquet");
                duck.Run($"copy (select {i}::bigint as id, {CellSql.Quote(values[i])}::{duckType} as v union all select {i + 100}::bigint, {CellSql.Quote(values[(i + 1) % values.Length])}::{duckType} union all select {i + 200}::bigint, null) to {CellSql.Quote(file)} (format parquet)");
                await table.AddFileAsync($"f{i:D2}.parquet", await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
            }

            await CompareAsync(await table.OpenAsync(), "v", type);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // Every operator with every value and literal, alone and denied: the table against its rows, filtered one by one afterwards.
    private static async Task CompareAsync(DeltaSnapshot snapshot, string column, string type)
    {
        var literals = type is "long" or "double" or "float" || type.StartsWith("decimal", StringComparison.Ordinal)
            ? Literals
            : [.. Values[type].Where(value => type != "timestamp" || !value.StartsWith("294", StringComparison.Ordinal))
                .Select(value => (type is "string" ? "" : type + " ") + CellSql.Quote(value))];
        foreach (var literal in literals)
        {
            foreach (var op in new[] { "=", "<>", "<", "<=", ">", ">=" })
            {
                foreach (var text in new[] { $"{column} {op} {literal}", $"not ({column} {op} {literal})", $"{column} in ({literal})" })
                {
                    var predicate = PredicateText.Parse(text, snapshot.Schema);
                    var read = await snapshot.RowsAsync(["id", column], predicate);

                    // The same test on all rows, with nothing known of files.
                    var blind = new List<string>();
                    await foreach (var batch in snapshot.ReadAsync(["id", column]))
                    {
                        var cells = Cells.Rows(batch).ToList();
                        blind.AddRange(RowFilter.Select(batch, predicate).Select(row => cells[row]));
                    }

                    Assert.True(blind.SequenceEqual(read, StringComparer.Ordinal), $"{text}: {string.Join(';', blind)} became {string.Join(';', read)}");
                }
            }
        }
    }
}
