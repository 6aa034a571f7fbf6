using System.Text;
using Apache.Arrow.Types;
using LakeVersion.Delta.Checking;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Checking;

public sealed class TableCheckTests
{
    private static readonly TableCheckOptions Deep = new() { Deep = true };
    private readonly MemoryStore store = new();

    [Fact]
    public async Task A_table_as_its_log_says_is_whole()
    {
        var report = await (await MakeAsync()).CheckAsync(options: Deep);
        Assert.True(report.IsWhole);
        Assert.Equal((1L, 2L, 0, 0), (report.Version, report.Files, report.Unknown.Count, report.OfOtherVersions.Count));
    }

    [Fact]
    public async Task Files_that_are_gone_or_of_another_length_are_told()
    {
        var table = await MakeAsync();
        var files = (await table.SnapshotAsync()).Files;
        await store.DeleteAsync([FilePath.Key(files[0].Path)]);
        var content = (await store.GetAsync(FilePath.Key(files[1].Path)))!.Value;
        await store.PutAsync(FilePath.Key(files[1].Path), content[..^1]);

        var report = await table.CheckAsync();

        Assert.False(report.IsWhole);
        Assert.Equal([new MissingFile(files[0].Path, files[0].Size)], report.Missing);
        Assert.Equal([new MismatchingFile(files[1].Path, files[1].Size, files[1].Size - 1)], report.Mismatching);
        Assert.Empty(report.Damaged);
        Assert.Equal(files[1].Path, Assert.Single((await table.CheckAsync(options: Deep)).Damaged).Path);
    }

    [Fact]
    public async Task Extra_files_are_told_apart_by_whether_a_version_in_the_log_names_them()
    {
        var table = await MakeAsync();
        var old = (await table.SnapshotAsync()).Files.Select(file => file.Path).ToList();
        await table.OverwriteAsync(Stream(Batch(("id", Longs(9)))));
        foreach (var name in (string[])["left.parquet", "part=1/deep.parquet", "_part=1/x.parquet", "_change_data/c.parquet", "_SUCCESS", ".hidden/x", "a/_tmp/x", ".left.parquet.crc"])
        {
            await store.PutAsync(StoreKey.Parse(name), new byte[3]);
        }

        var report = await table.CheckAsync();

        Assert.True(report.IsWhole);
        Assert.Equal(old.Order(StringComparer.Ordinal), report.OfOtherVersions.Select(file => file.Path).Order(StringComparer.Ordinal));
        Assert.Equal(["_change_data/c.parquet", "_part=1/x.parquet", "left.parquet", "part=1/deep.parquet"], report.Unknown.Select(file => file.Path).Order(StringComparer.Ordinal));
        Assert.All(report.Unknown, file => Assert.Equal(3, file.SizeBytes));
        Assert.Single((await table.CheckAsync(1)).OfOtherVersions);
    }

    [Fact]
    public async Task A_deep_check_compares_rows_with_statistics_and_opens_every_file()
    {
        var table = await MakeAsync();
        var key = LogKeys.Commit(0);
        var commit = Encoding.UTF8.GetString((await store.GetAsync(key))!.Value.Span);
        await store.PutAsync(key, Encoding.UTF8.GetBytes(commit.Replace("\\\"numRecords\\\":2", "\\\"numRecords\\\":7", StringComparison.Ordinal)));
        var second = (await table.SnapshotAsync()).Files.Single(file => file.RowCount == 1);
        var content = (await store.GetAsync(FilePath.Key(second.Path)))!.Value.ToArray();
        content[^1] ^= 1;
        await store.PutAsync(FilePath.Key(second.Path), content);
        table = await DeltaTable.OpenAsync(store, Context);

        Assert.True((await table.CheckAsync()).IsWhole);
        var count = 0;
        var damaged = (await table.CheckAsync(options: Deep with { Checked = files => Interlocked.Add(ref count, files) })).Damaged;

        Assert.Equal(2, damaged.Count);
        Assert.Equal(2, count);
        Assert.Contains(damaged, file => file.Fault.Contains("statistics say 7 rows, the file has 2", StringComparison.Ordinal));
        Assert.Contains(damaged, file => file.Path == second.Path);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task A_checksum_file_that_contradicts_the_log_is_told(int more, bool whole)
    {
        var table = await MakeAsync();
        var now = await table.SnapshotAsync();
        var key = StoreKey.Parse(LogKeys.Stem(now.Version) + ".crc");
        await store.PutAsync(key, Encoding.UTF8.GetBytes($$"""{"tableSizeBytes":{{now.SizeBytes + more}},"numFiles":2,"numMetadata":1}"""));

        var report = await table.CheckAsync();

        Assert.Equal((whole, whole), (report.IsWhole, report.ChecksumFault is null));
        Assert.True(whole || report.ChecksumFault!.Contains($"2 files of {now.SizeBytes + more} bytes", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"tableSizeBytes":1e99,"numFiles":2}""")]
    [InlineData("""{"tableSizeBytes":"1","numFiles":[]}""")]
    public async Task A_checksum_file_that_cannot_be_read_proves_nothing(string content)
    {
        var table = await MakeAsync();
        await store.PutAsync(StoreKey.Parse(LogKeys.Stem(1) + ".crc"), Encoding.UTF8.GetBytes(content));
        Assert.Null((await table.CheckAsync()).ChecksumFault);
    }

    [Fact]
    public async Task Fixture_tables_are_whole_and_their_deletion_vectors_are_needed()
    {
        var folder = Path.Combine(Fixtures.Delta(), "kernel", "table-with-dv-small");
        Assert.SkipUnless(Directory.Exists(folder), "fixtures not found");
        await foreach (var item in new LocalFolderStore(folder).ListAsync(new ListRequest()))
        {
            await store.PutAsync(StoreKey.Parse(item.Name), (await new LocalFolderStore(folder).GetAsync(StoreKey.Parse(item.Name)))!.Value);
        }

        var table = await DeltaTable.OpenAsync(store, Context);
        var whole = await table.CheckAsync(options: Deep);
        Assert.True(whole.IsWhole, string.Join("; ", whole.Damaged));
        Assert.Empty(whole.Unknown);

        var vector = await NameAsync();
        await store.DeleteAsync([vector]);
        var report = await table.CheckAsync();
        Assert.Equal([new MissingFile(vector.Value, null)], report.Missing);

        async Task<StoreKey> NameAsync()
        {
            await foreach (var item in store.ListAsync(new ListRequest { Prefix = "deletion_vector_" }))
            {
                return StoreKey.Parse(item.Name);
            }

            throw new InvalidOperationException("no vector");
        }
    }

    // Two files: ids 1 and 2, then id 3.
    private async Task<DeltaTable> MakeAsync()
    {
        var table = await DeltaTable.CreateAsync(store, Context, Schema(("id", Int64Type.Default)), null, Stream(Batch(("id", Longs(1, 2)))));
        await table.AppendAsync(Stream(Batch(("id", Longs(3)))));
        return table;
    }
}
