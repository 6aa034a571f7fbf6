using LakeVersion.Testing;

namespace LakeVersion.Storage.Tests;

/// <summary>What a file's tag tells apart when somebody else works in the folder.</summary>
public sealed class LocalVersionTests : IDisposable
{
    private static readonly StoreKey Key = StoreKey.Parse("a");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_file_replaced_by_another_of_its_size_and_time_is_another()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "File numbers are known on Linux only.");
        var (store, version) = await FillAsync();
        var time = File.GetLastWriteTimeUtc(folder.Of("a"));
        await File.WriteAllTextAsync(folder.Of("b"), "other");
        File.SetLastWriteTimeUtc(folder.Of("b"), time);
        File.Replace(folder.Of("b"), folder.Of("a"), null);

        Assert.Equal(VersionedResult.Changed, (await store.GetRangeAsync(Key, version, 0, 5)).Result);
    }

    [Fact]
    public async Task A_file_overwritten_in_place_is_another()
    {
        var (store, version) = await FillAsync();
        await File.WriteAllTextAsync(folder.Of("a"), "other");
        File.SetLastWriteTimeUtc(folder.Of("a"), new DateTime(2020, 1, 1, 0, 0, 1, DateTimeKind.Utc));

        Assert.Equal(VersionedResult.Changed, (await store.GetRangeAsync(Key, version, 0, 5)).Result);
    }

    [Fact]
    public async Task A_file_whose_rights_change_is_the_same()
    {
        var (store, version) = await FillAsync();
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder.Of("a"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        Assert.Equal(VersionedResult.Same, (await store.GetRangeAsync(Key, version, 0, 5)).Result);
    }

    private async Task<(LocalFolderStore Store, ObjectVersion Version)> FillAsync()
    {
        await File.WriteAllTextAsync(folder.Of("a"), "first");
        File.SetLastWriteTimeUtc(folder.Of("a"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var store = new LocalFolderStore(folder.Of(""));
        var version = (await store.StatAsync(Key))!.Value.Version!.Value;
        Assert.Equal(VersionedResult.Same, (await store.GetRangeAsync(Key, version, 0, 5)).Result);
        return (store, version);
    }
}
