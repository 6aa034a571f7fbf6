using LakeVersion.Storage.Local;
using LakeVersion.Testing;
using Microsoft.Extensions.Time.Testing;

namespace LakeVersion.Storage.Tests;

public sealed class LocalFolderFaultTests
{
    private static readonly StoreKey Key = StoreKey.Parse("a/b");
    private readonly RecordingFileLayer disk = new();
    private readonly LocalFolderStore store;

    public LocalFolderFaultTests() => store = disk.OpenStore();

    [Theory]
    [InlineData("create-file")]
    [InlineData("write")]
    [InlineData("flush-file")]
    [InlineData("make-folder /lake/a")]
    [InlineData("flush-folder /lake")]
    public async Task A_disk_that_fails_before_the_naming_leaves_nothing_visible_and_names_the_key(string operation)
    {
        await store.CreateAsync(StoreKey.Parse("probed"), "x"u8.ToArray());
        foreach (var write in Writes())
        {
            var fresh = disk.OpenStore();
            await fresh.CreateAsync(StoreKey.Parse("probed"), "x"u8.ToArray());
            disk.FaultBefore = line =>
                line.StartsWith(operation, StringComparison.Ordinal) ? new IOException("No space left on device") : null;
            if (operation.Contains("/lake", StringComparison.Ordinal))
            {
                fresh = disk.OpenStore();
            }

            var failure = await Assert.ThrowsAsync<LakeException>(() => write(fresh));
            disk.FaultBefore = null;
            Assert.Equal(LakeErrorKind.Unavailable, failure.Kind);
            Assert.Contains("No space left", failure.Message, StringComparison.Ordinal);
            Assert.Null(await fresh.GetAsync(Key));
            Assert.Empty(Leftovers());
        }
    }

    [Fact]
    public async Task A_disk_that_refuses_is_refused_with_the_key()
    {
        disk.FaultBefore = static line =>
            line.StartsWith("name /lake/a/b", StringComparison.Ordinal) ? new UnauthorizedAccessException("no") : null;
        var failure = await Assert.ThrowsAsync<LakeException>(async () => await store.CreateAsync(Key, "x"u8.ToArray()));
        Assert.Equal(LakeErrorKind.Refused, failure.Kind);
        Assert.Contains("'a/b'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_create_whose_folder_cannot_be_flushed_is_unknown_and_says_why()
    {
        disk.FaultBefore = static line => line == "flush-folder /lake/a" ? new IOException("Input/output error") : null;
        var outcome = await store.CreateAsync(Key, "x"u8.ToArray());
        Assert.Equal(CreateResult.Unknown, outcome.Result);
        Assert.Contains("Input/output error", outcome.Cause!.Message, StringComparison.Ordinal);
        Assert.NotNull(await store.GetAsync(Key));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_naming_call_that_does_not_tell_its_outcome_is_unknown(bool named)
    {
        Exception? Fault(string line) => line == "name /lake/a/b" ? new UnclearFileException("stale handle") : null;
        disk.FaultBefore = named ? null : Fault;
        disk.FaultAfter = named ? Fault : null;
        var outcome = await store.CreateAsync(Key, "x"u8.ToArray());
        Assert.Equal(CreateResult.Unknown, outcome.Result);
        Assert.IsType<LakeException>(outcome.Cause);
        Assert.Equal(named, await store.GetAsync(Key) is not null);
    }

    [Fact]
    public async Task A_failure_to_tidy_up_does_not_change_the_outcome()
    {
        disk.FaultBefore = static line => line.StartsWith("delete", StringComparison.Ordinal) ? new IOException("no") : null;
        Assert.Equal(CreateResult.Created, (await store.CreateAsync(Key, "x"u8.ToArray())).Result);
    }

    [Fact]
    public async Task A_file_in_the_way_of_a_folder_and_a_folder_in_the_way_of_a_file_are_invalid()
    {
        await store.PutAsync(Key, "x"u8.ToArray());
        foreach (var key in new[] { StoreKey.Parse("a"), StoreKey.Parse("a/b/c"), StoreKey.Parse("a/b/c/d") })
        {
            foreach (var write in Writes(key))
            {
                var failure = await Assert.ThrowsAsync<LakeException>(() => write(store));
                Assert.Equal(LakeErrorKind.Invalid, failure.Kind);
                Assert.Contains($"'{key}'", failure.Message, StringComparison.Ordinal);
            }

            await store.DeleteAsync([key]);
        }

        Assert.NotNull(await store.GetAsync(Key));
    }

    [Fact]
    public async Task A_file_system_that_lets_several_creators_win_is_refused()
    {
        var careless = new LocalFolderStore("/lake", new LocalFolderOptions { Files = new CarelessFileLayer(disk, winnersAll: true) });
        var failure = await Assert.ThrowsAsync<LakeException>(async () => await careless.CreateAsync(Key, "x"u8.ToArray()));
        Assert.Equal(LakeErrorKind.Unsupported, failure.Kind);
        Assert.Contains("4 succeeded", failure.Message, StringComparison.Ordinal);
        Assert.Null(await store.GetAsync(Key));
        Assert.Empty(Leftovers());
    }

    [Fact]
    public async Task A_file_system_without_atomic_creation_is_refused_every_time()
    {
        var lacking = new LocalFolderStore("/lake", new LocalFolderOptions { Files = new CarelessFileLayer(disk, winnersAll: false) });
        for (var n = 0; n < 2; n++)
        {
            var failure = await Assert.ThrowsAsync<LakeException>(async () => await lacking.CreateAsync(Key, "x"u8.ToArray()));
            Assert.Equal(LakeErrorKind.Unsupported, failure.Kind);
            Assert.Contains("no links here", failure.Message, StringComparison.Ordinal);
        }

        Assert.Empty(Leftovers());
    }

    [Fact]
    public async Task Leftovers_of_crashed_writers_go_after_a_day_and_younger_ones_stay()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero));
        await disk.OpenStore(time).CreateAsync(Key, "x"u8.ToArray());
        LeaveFile("old", time.GetUtcNow());
        time.Advance(TimeSpan.FromHours(23));
        LeaveFile("young", time.GetUtcNow());
        time.Advance(TimeSpan.FromHours(2));

        await disk.OpenStore(time).CreateAsync(StoreKey.Parse("another"), "x"u8.ToArray());

        Assert.Equal(["young"], Leftovers());
    }

    [Fact]
    public async Task The_time_and_the_stamps_are_the_injected_clocks()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2001, 2, 3, 4, 5, 6, TimeSpan.Zero));
        using var folder = new TemporaryFolder();
        var real = new LocalFolderStore(folder.Path, new LocalFolderOptions { TimeProvider = time });
        await real.PutAsync(Key, "x"u8.ToArray());
        await real.CreateAsync(StoreKey.Parse("c"), "x"u8.ToArray());
        Assert.Equal(time.GetUtcNow(), await real.GetTimeAsync());
        Assert.Equal(time.GetUtcNow(), (await real.StatAsync(Key))?.Modified);
        Assert.Equal(time.GetUtcNow(), (await real.StatAsync(StoreKey.Parse("c")))?.Modified);
    }

    [Fact]
    public async Task Folders_that_somebody_removed_are_made_again_and_flushed_again()
    {
        using var folder = new TemporaryFolder();
        var real = new LocalFolderStore(folder.Of("lake"));
        await real.CreateAsync(Key, "x"u8.ToArray());
        Directory.Delete(folder.Of("lake"), recursive: true);
        Assert.Null(await real.GetAsync(Key));
        Assert.Empty(await real.ListAsync(new ListRequest()).ToListAsync());
        await real.SettleAsync(Key);
        Assert.Equal(CreateResult.Created, (await real.CreateAsync(Key, "y"u8.ToArray())).Result);
        Directory.Delete(folder.Of("lake"), recursive: true);
        await real.PutAsync(Key, new MemoryStream([1, 2]));
        Assert.Equal(2, (await real.StatAsync(Key))?.SizeBytes);
    }

    [Fact]
    public async Task A_name_too_long_for_the_file_system_is_invalid()
    {
        using var folder = new TemporaryFolder();
        var real = new LocalFolderStore(folder.Path);
        var key = StoreKey.Parse(new string('a', 300));
        var failure = await Assert.ThrowsAsync<LakeException>(async () => await real.CreateAsync(key, "x"u8.ToArray()));
        Assert.Equal(LakeErrorKind.Invalid, failure.Kind);
        Assert.Null(await real.GetAsync(key));
    }

    private static Func<LocalFolderStore, Task>[] Writes(StoreKey? other = null)
    {
        var key = other ?? Key;
        return
        [
            async store => await store.CreateAsync(key, "x"u8.ToArray()),
            async store => await store.PutAsync(key, "x"u8.ToArray()),
            async store => await store.PutAsync(key, new MemoryStream([1, 2, 3])),
        ];
    }

    private void LeaveFile(string name, DateTimeOffset modified)
    {
        Local.IFileLayer files = disk;
        using var writer = files.CreateFile($"/lake/.lakeversion-tmp/{name}");
        writer.Finish(modified);
    }

    private IEnumerable<string> Leftovers()
    {
        Local.IFileLayer files = disk;
        return files.Stat("/lake/.lakeversion-tmp") is null
            ? []
            : files.Enumerate("/lake/.lakeversion-tmp").Select(static name => name.Name);
    }
}
