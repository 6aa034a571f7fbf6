using Apache.Arrow.Types;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Locations;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Storage;
using LakeVersion.Testing;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Locations;

public sealed class OpenByLocationTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task A_table_is_opened_by_path_by_file_URI_and_through_a_provider()
    {
        await MakeAsync(new LocalFolderStore(folder.Of("a table")));
        var bucket = new Bucket();
        await MakeAsync(new PrefixStore(bucket.Store, StoreKey.Parse("deep/t")));

        Assert.Equal(["1", "2"], await (await (await DeltaTable.OpenAsync(folder.Of("a table"), Context)).SnapshotAsync()).RowsAsync());
        Assert.Equal(["1", "2"], await (await (await DeltaTable.OpenAsync(new Uri(folder.Of("a table")).AbsoluteUri, Context)).SnapshotAsync()).RowsAsync());
        Assert.Equal(["1", "2"], await (await (await DeltaTable.OpenAsync("mem://bucket/deep/t", Context, [bucket])).SnapshotAsync()).RowsAsync());
    }

    [Fact]
    public async Task What_is_no_table_is_not_found_and_nothing_is_made_there()
    {
        await FailsAsync(LakeErrorKind.NotFound, () => DeltaTable.OpenAsync(folder.Of("none"), Context).AsTask());
        await FailsAsync(LakeErrorKind.Unsupported, () => DeltaTable.OpenAsync("mem://bucket/t", Context).AsTask());
        await FailsAsync(LakeErrorKind.Invalid, () => DeltaTable.OpenAsync(" ", Context).AsTask());
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Opening_reading_and_checking_write_nothing()
    {
        await MakeAsync(new LocalFolderStore(folder.Of("t")));
        Directory.Delete(folder.Of("t/.lakeversion-tmp"), recursive: true);
        var before = Directory.GetFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();

        var table = await DeltaTable.OpenAsync(folder.Of("t"), Context);
        await (await table.SnapshotAsync()).RowsAsync();
        Assert.True((await table.CheckAsync(options: new() { Deep = true })).IsWhole);

        Assert.Equal(before, Directory.GetFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Files_that_the_log_names_absolutely_are_read_where_they_are(bool asUri)
    {
        var file = await MakeAsync(new LocalFolderStore(folder.Of("source")));
        var absolute = folder.Of("source/" + file);
        await WriteLogAsync(new LocalFolderStore(folder.Of("clone")), asUri ? new Uri(absolute).AbsoluteUri : absolute);

        var table = await DeltaTable.OpenAsync(folder.Of("clone"), Context);

        Assert.Equal(["1", "2"], await (await table.SnapshotAsync()).RowsAsync());
        var report = await table.CheckAsync();
        Assert.True(report.IsWhole);
        File.Delete(absolute);
        Assert.Equal(asUri ? new Uri(absolute).AbsoluteUri : absolute, Assert.Single((await table.CheckAsync()).Missing).Path);
    }

    [Fact]
    public async Task A_table_elsewhere_may_not_name_files_of_this_machine()
    {
        var file = await MakeAsync(new LocalFolderStore(folder.Of("source")));
        var bucket = new Bucket();
        await WriteLogAsync(new PrefixStore(bucket.Store, StoreKey.Parse("t")), folder.Of("source/" + file));

        var snapshot = await (await DeltaTable.OpenAsync("mem://bucket/t", Context, [bucket])).SnapshotAsync();

        await FailsAsync(LakeErrorKind.Refused, () => snapshot.RowsAsync());
    }

    [Theory]
    [InlineData("mem://bucket/a/b", "mem://bucket", "a/b")]
    [InlineData("s3a://other/x y", "s3://other", "x y")]
    [InlineData("S3N://other/x", "s3://other", "x")]
    public void Absolute_paths_are_opened_by_the_provider_of_their_scheme(string path, string store, string key)
    {
        var location = TableLocation.Parse("mem://bucket/t?endpoint=here", [new Bucket(), new Bucket("s3")]);

        var (found, at) = location.Find(path);

        Assert.Equal((store + (store.StartsWith("mem", StringComparison.Ordinal) ? "?endpoint=here" : ""), key), (((NamedStore)found).Location, at.Value));
    }

    [Theory]
    [InlineData("mem://bucket", LakeErrorKind.Invalid)]
    [InlineData("mem:///x", LakeErrorKind.Invalid)]
    [InlineData("mem://bucket/a/../b", LakeErrorKind.Invalid)]
    [InlineData("gs://bucket/a", LakeErrorKind.Unsupported)]
    public void Absolute_paths_that_nobody_opens_or_that_name_nothing_are_refused(string path, LakeErrorKind kind)
    {
        var location = TableLocation.Parse("mem://bucket/t", [new Bucket()]);
        Assert.Equal(kind, Assert.Throws<LakeException>(() => location.Find(path)).Kind);
    }

    public void Dispose() => folder.Dispose();

    private static async Task<string> MakeAsync(IObjectStore store)
    {
        var table = await DeltaTable.CreateAsync(store, Context, Schema(("id", Int64Type.Default)), null, Stream(Batch(("id", Longs(1, 2)))));
        return Assert.Single((await table.SnapshotAsync()).Files).Path;
    }

    // A table of the same columns whose only file lies where the path says.
    private async Task WriteLogAsync(IObjectStore target, string path)
    {
        var source = await (await DeltaTable.OpenAsync(folder.Of("source"), Context)).SnapshotAsync();
        await target.CreateAsync(LogKeys.Commit(0), ActionWriter.Write([source.Info!, source.Protocol, source.Metadata, source.Files[0] with { Path = path }]));
    }

    private sealed class Bucket(string scheme = "mem") : IStoreProvider
    {
        public MemoryStore Store { get; } = new();

        public string Scheme => scheme;

        public IObjectStore Open(string location)
        {
            var path = location[(scheme.Length + 3)..].Split('?')[0].Split('/', 2);
            return new NamedStore(path.Length > 1 ? new PrefixStore(Store, StoreKey.Parse(path[1])) : Store, location);
        }
    }

    private sealed class NamedStore(IObjectStore inner, string location) : DelegatingStore(inner)
    {
        public string Location => location;
    }
}
