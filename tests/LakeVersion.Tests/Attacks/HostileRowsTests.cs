using Apache.Arrow;
using LakeVersion.Delta.Writing;
using LakeVersion.Storage;
using LakeVersion.Testing.Stores;

namespace LakeVersion.Tests.Attacks;

/// <summary>Rows, columns and partitions that nobody would send on purpose.</summary>
public sealed class HostileRowsTests
{
    private readonly IObjectStore store = TestStores.Open();

    public static TheoryData<string> OddNames =>
    [
        "a/b", "a=b", "100%", "%2F", "with space", "😀", "é", "..", ".", "/", "_hidden", ".dot", "__HIVE_DEFAULT_PARTITION__", "a\\b", "quote\"d", "tab\tbed", "con", "A B/C=D%", "#?&", "semi;colon,comma", "a.b", "`tick`", "new\nline", "x:y", new string('n', 300),
    ];

    [Theory]
    [MemberData(nameof(OddNames))]
    public async Task Odd_names_and_values_come_back_as_they_were_also_as_partitions(string odd)
    {
        await using var lake = await Lake.CreateAsync(store, SmallLake.Options);
        foreach (var (table, partitions) in ((string, string[])[])[("plain", []), ("divided", [odd])])
        {
            var batch = Batch((odd, Strings(odd, "", null, "b")), ("v", Ints(1, 2, 3, 4)));
            await using var change = await lake.Branch("main").BeginAsync();
            try
            {
                await change.Table(table).CreateAsync(batch.Schema, new CreateOptions { PartitionColumns = partitions }, Once(batch));
                await change.Table(table).AppendAsync(Once(Batch((odd, Strings("z")), ("v", Ints(5)))));
            }
            catch (LakeException e) when (e.Kind is LakeErrorKind.Unsupported or LakeErrorKind.Invalid)
            {
                Assert.Contains("olumn", e.Message, StringComparison.Ordinal);
                continue;
            }

            await change.CommitAsync("odd");
            var rows = await RowsAsync(lake, table, odd);

            // "" as a partition value is null by the Delta protocol.
            var empty = partitions.Length > 0 ? "null" : "''";
            Assert.Equal([$"'{odd}' 1", $"{empty} 2", "null 3", "'b' 4", "'z' 5"], rows.OrderBy(row => row[^1]));
        }

        foreach (var fault in await SmallLake.FaultsAsync(lake))
        {
            Assert.DoesNotContain("main", fault, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Columns_that_differ_in_case_alone_are_refused()
    {
        await RefusedAsync(Once(Batch(("a", Ints(1)), ("A", Ints(2)))));
        await RefusedAsync(Once(Batch(("a", Ints(1)), ("a", Ints(2)))));
        await RefusedAsync(Once(Batch(("straße", Ints(1)), ("STRAßE", Ints(2)))));
    }

    [Fact]
    public async Task A_table_without_columns_or_with_a_name_that_is_no_text_is_refused()
    {
        await RefusedAsync(Once(new RecordBatch(new Schema([], null), [], 3)));
        await RefusedAsync(Once(Batch(("a\ud800", Ints(1)))));
        await RefusedAsync(Once(Batch(("a\0b", Ints(1)))));
        await RefusedAsync(Once(Batch(("", Ints(1)))));
        await RefusedAsync(Once());
    }

    [Fact]
    public async Task Batches_whose_columns_change_midway_are_refused_as_a_whole()
    {
        var first = Batch(("a", Ints(1)), ("b", Strings("x")));
        await RefusedAsync(Once(first, Batch(("a", Ints(1)))));
        await RefusedAsync(Once(first, Batch(("a", Strings("1")), ("b", Strings("x")))));
        await RefusedAsync(Once(first, Batch(("b", Strings("x")), ("a", Ints(1)), ("c", Ints(1)))));
        await RefusedAsync(Once(first, Batch(("a", Ints(1)), ("B", Strings("x")))));
    }

    [Fact]
    public async Task Empty_batches_make_empty_tables_and_add_nothing()
    {
        await using var lake = await Lake.CreateAsync(store, SmallLake.Options);
        foreach (var partitions in (string[][])[[], ["s"]])
        {
            var table = $"t{partitions.Length}";
            await using var change = await lake.Branch("main").BeginAsync();
            var none = Batch(("s", Strings()), ("v", Ints()));
            await change.Table(table).CreateAsync(none.Schema, new CreateOptions { PartitionColumns = partitions }, Once(none, none));
            await change.Table(table).AppendAsync(Once(none, Batch(("s", Strings("x")), ("v", Ints(1))), none));
            await change.Table(table).AppendAsync(Once(none));
            await change.Table(table).AppendAsync(Once());
            await change.CommitAsync("empty");
            Assert.Equal(["'x' 1"], await RowsAsync(lake, table, "s"));
            await using var over = await lake.Branch("main").BeginAsync();
            await over.Table(table).OverwriteAsync(Once(none));
            await over.CommitAsync("empty");
            Assert.Empty(await RowsAsync(lake, table, "s"));
        }
    }

    [Fact]
    public async Task Rows_that_end_in_an_exception_leave_the_table_and_the_transaction_as_they_were()
    {
        await using var lake = await Lake.CreateAsync(store, SmallLake.Options);
        await using var change = await lake.Branch("main").BeginAsync();
        await change.Table("t").AppendAsync(Once(Batch(("s", Strings("x")), ("v", Ints(1)))));
        await Assert.ThrowsAsync<InvalidDataException>(async () => await change.Table("t").AppendAsync(Failing()));
        await Assert.ThrowsAsync<InvalidDataException>(async () => await change.Table("u").AppendAsync(Failing()));
        await change.Table("t").AppendAsync(Once(Batch(("s", Strings("y")), ("v", Ints(2)))));
        await change.CommitAsync("some");
        Assert.Equal(["'x' 1", "'y' 2"], (await RowsAsync(lake, "t", "s")).Order(StringComparer.Ordinal));
        Assert.Equal(["t"], await (await lake.AtAsync("main")).TablesAsync());
    }

    private static async IAsyncEnumerable<RecordBatch> Failing()
    {
        await Task.Yield();
        yield return Batch(("s", Strings("bad")), ("v", Ints(9)));
        throw new InvalidDataException("trouble");
    }

    private async Task RefusedAsync(IAsyncEnumerable<RecordBatch> rows)
    {
        var memory = TestStores.Open();
        await using var lake = await Lake.CreateAsync(memory, SmallLake.Options);
        var head = (await lake.AtAsync("main")).Commit.Id;
        await using var change = await lake.Branch("main").BeginAsync();
        var error = await Assert.ThrowsAsync<LakeException>(async () => await change.Table("t").AppendAsync(rows));
        Assert.Contains(error.Kind, (LakeErrorKind[])[LakeErrorKind.Invalid, LakeErrorKind.Unsupported]);
        Assert.Equal(head, (await lake.AtAsync("main")).Commit.Id);
        Assert.NotEqual(store, memory);
    }

    private static async Task<List<string>> RowsAsync(Lake lake, string table, string column)
    {
        var rows = new List<string>();
        await foreach (var batch in (await lake.AtAsync("main")).Table(table).ReadAsync(columns: [column, "v"]))
        {
            using (batch)
            {
                var (texts, numbers) = ((StringArray)batch.Column(0), (Int32Array)batch.Column(1));
                rows.AddRange(Enumerable.Range(0, batch.Length).Select(i => $"{(texts.IsNull(i) ? "null" : $"'{texts.GetString(i)}'")} {numbers.GetValue(i)}"));
            }
        }

        return rows;
    }

    private static RecordBatch Batch(params (string Name, IArrowArray Values)[] columns) => new(
        new Schema(columns.Select(column => new Field(column.Name, column.Values.Data.DataType, nullable: true)), null),
        columns.Select(column => column.Values),
        columns[0].Values.Length);

    private static StringArray Strings(params string?[] values)
    {
        var builder = new StringArray.Builder();
        foreach (var value in values)
        {
            builder.Append(value);
        }

        return builder.Build();
    }

    private static Int32Array Ints(params int[] values) => new Int32Array.Builder().AppendRange(values).Build();

    private static IAsyncEnumerable<RecordBatch> Once(params RecordBatch[] batches) => batches.ToAsyncEnumerable();
}
