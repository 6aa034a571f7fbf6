using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Parquet.Tests.Support;
using LakeVersion.Storage;

namespace LakeVersion.Parquet.Tests;

/// <summary>Choosing an engine, and that both say the same of the same file.</summary>
public sealed class ParquetEnginesTests
{
    private static readonly Files Native = new(ParquetEngines.Default);
    private static readonly Files Managed = new(ParquetEngines.Managed);

    [Fact]
    public void Engines_are_chosen_by_name()
    {
        Assert.All([null, "", " Native ", ParquetEngines.Default.Name], name => Assert.Same(ParquetEngines.Default, ParquetEngines.ByName(name)));
        Assert.All(["managed", "MANAGED", ParquetEngines.Managed.Name], name => Assert.Same(ParquetEngines.Managed, ParquetEngines.ByName(name)));
        var error = Assert.Throws<LakeException>(() => ParquetEngines.ByName("arrow"));
        Assert.Equal(LakeErrorKind.Invalid, error.Kind);
        Assert.Contains("'managed'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_native_library_that_cannot_be_loaded_is_no_damage_and_the_message_says_what_to_do()
    {
        Exception[] causes =
        [
            new DllNotFoundException("Unable to load 'ParquetSharpNative'"),
            new TypeInitializationException("Native", new DllNotFoundException("Unable to load 'ParquetSharpNative'")),
            new BadImageFormatException("Unable to load 'ParquetSharpNative'"),
        ];
        Assert.All(causes, cause =>
        {
            var error = Assert.Throws<LakeException>(
                () => NativeLibrary.Guard(() => DamageGuard.Run<int>(OneFileStore.Key, "opening", () => throw cause)));
            Assert.Equal(LakeErrorKind.Unsupported, error.Kind);
            Assert.All(["ParquetSharpNative", "LAKEVERSION_PARQUET=managed"], word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task A_type_that_the_managed_engine_does_not_write_is_refused_by_column()
    {
        var schema = new Schema([Samples.Field("at", TimeType.Microsecond)], null);

        var error = await Assert.ThrowsAsync<LakeException>(() => Managed.WriteAsync(schema, []));

        Assert.Equal(LakeErrorKind.Unsupported, error.Kind);
        Assert.Contains("'at'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ParquetCompression.Uncompressed)]
    [InlineData(ParquetCompression.Snappy)]
    [InlineData(ParquetCompression.Zstandard)]
    public async Task Each_engine_reads_what_the_other_wrote(ParquetCompression compression)
    {
        var batch = Samples.AllTypes();
        var options = new ParquetWriteOptions { Compression = compression, RowGroupRows = 3 };
        var (native, nativeSummary) = await Native.WriteAsync(batch.Schema, [batch, batch], options);
        var (managed, managedSummary) = await Managed.WriteAsync(batch.Schema, [batch, batch], options);

        var expected = await DescribeAsync(Native, native);
        Assert.Equal(expected, await DescribeAsync(Managed, native));
        Assert.Equal(expected, await DescribeAsync(Native, managed));
        Assert.Equal(expected, await DescribeAsync(Managed, managed));
        Assert.Equal(nativeSummary.Columns.Select(Text), managedSummary.Columns.Select(Text));
    }

    [Fact]
    public async Task Both_engines_say_the_same_of_every_file_of_the_Delta_fixtures()
    {
        var marker = Files.Shared("flights-3m.parquet");
        Assert.SkipWhen(marker is null, "fixtures not found");
        var root = Path.Combine(Path.GetDirectoryName(marker)!, "..", "fixtures", "delta");
        var (equal, refused) = (0, 0);
        foreach (var path in Directory.EnumerateFiles(root, "*.parquet", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(path);
            try
            {
                var managed = await DescribeAsync(Managed, bytes);
                Assert.True((await DescribeAsync(Native, bytes)).SequenceEqual(managed), path);
                equal++;
            }
            catch (LakeException error) when (error.Kind == LakeErrorKind.Unsupported)
            {
                refused++;
            }
        }

        // All of them, as of now: what is refused is an exception, and not the rule.
        Assert.Equal(0, refused);
        Assert.NotEqual(0, equal);
    }

    // Types and ids, the statistics of row groups, and all cells.
    private static async Task<List<string>> DescribeAsync(Files files, byte[] bytes)
    {
        await using var file = await files.OpenAsync(bytes);
        List<string> lines = [.. file.Schema.FieldsList.Select(Describe)];
        foreach (var group in file.RowGroups)
        {
            lines.Add($"{group.RowCount} rows");
            lines.AddRange(group.Columns.Select(Text));
        }

        var (_, columns) = await files.ReadAsync(bytes);
        lines.AddRange(columns.Select(cells => string.Join('|', cells)));
        return lines;
    }

    private static string Text(ParquetColumnStatistics column) =>
        $"{string.Join('.', column.Path)}: {column.NullCount} nulls, {Bound(column.Min)}..{Bound(column.Max)}";

    private static string Bound(IArrowArray? bound) => bound is null ? "none" : $"{Cells.Type(bound.Data.DataType)} {Cells.Of(bound, 0)}";

    // The entries of a map are Arrow's own, without a place in Parquet for a name or an id.
    private static string Describe(Field field)
    {
        IEnumerable<Field> below = field.DataType switch
        {
            MapType map => [map.KeyField, map.ValueField],
            NestedType nested => nested.Fields,
            _ => [],
        };
        var id = field.Metadata?.GetValueOrDefault("PARQUET:field_id");
        return $"{field.Name}#{id}:{Cells.Type(field.DataType)}{(field.IsNullable ? "?" : "")}({string.Join(", ", below.Select(Describe))})";
    }
}
