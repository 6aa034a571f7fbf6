using System.Text;
using LakeVersion.Testing;

namespace LakeVersion.Storage.Tests;

public sealed class LocalFolderCrashTests
{
    private static readonly string[] Keys = ["lake.json", "refs/main/7f/ff", "refs/main/7f/fe", "refs/other/7f/ff", "packs/a/b/c"];

    [Fact]
    public async Task What_was_acknowledged_survives_a_crash_at_any_operation_and_the_rest_is_whole_or_absent()
    {
        for (var cut = 0; ; cut++)
        {
            var disk = new RecordingFileLayer();
            disk.StopAfter(cut);
            var acknowledged = new List<string>();
            var finished = await RunUntilCrashAsync(disk, acknowledged);
            await AssertSoundAsync(disk.Crash(), acknowledged, $"cut {cut}");
            for (var seed = 0; seed < 5; seed++)
            {
                await AssertSoundAsync(disk.Crash(seed), acknowledged, $"cut {cut}, seed {seed}");
            }

            if (finished)
            {
                Assert.True(cut > 50, $"{cut} operations are too few for this work.");
                return;
            }
        }
    }

    [Fact]
    public async Task An_object_that_another_process_made_survives_once_it_is_settled()
    {
        var disk = new RecordingFileLayer();

        // The maker dies after naming: nothing of the chain of folders was flushed by it but what its own creates needed.
        var maker = disk.OpenStore();
        disk.FaultBefore = static operation =>
            operation.StartsWith("flush-folder /lake/refs", StringComparison.Ordinal) ? new IOException("died") : null;
        await Assert.ThrowsAsync<LakeException>(async () => await maker.CreateAsync(StoreKey.Parse("refs/main/1"), "x"u8.ToArray()));
        disk.FaultBefore = static operation => operation == "flush-folder /lake/refs/main" ? new IOException("died") : null;
        var outcome = await maker.CreateAsync(StoreKey.Parse("refs/main/1"), "x"u8.ToArray());
        disk.FaultBefore = null;
        Assert.Equal(CreateResult.Unknown, outcome.Result);
        Assert.Null(await disk.Crash().OpenStore().GetAsync(StoreKey.Parse("refs/main/1")));

        await disk.OpenStore().SettleAsync(StoreKey.Parse("refs/main/1"));

        Assert.NotNull(await disk.Crash().OpenStore().GetAsync(StoreKey.Parse("refs/main/1")));
    }

    [Fact]
    public async Task A_process_flushes_folders_that_another_made_and_did_not_flush()
    {
        var disk = new RecordingFileLayer();
        Local.IFileLayer files = disk;
        files.MakeFolder("/lake/refs/heads/main");

        await disk.OpenStore().CreateAsync(StoreKey.Parse("refs/heads/main/1"), "x"u8.ToArray());

        Assert.NotNull(await disk.Crash().OpenStore().GetAsync(StoreKey.Parse("refs/heads/main/1")));
    }

    [Fact]
    public async Task Folders_above_the_root_are_flushed_too()
    {
        var disk = new RecordingFileLayer();
        await disk.OpenStore(root: "/deep/down/lake").PutAsync(StoreKey.Parse("a"), "x"u8.ToArray());
        Assert.NotNull(await disk.Crash().OpenStore(root: "/deep/down/lake").GetAsync(StoreKey.Parse("a")));
    }

    [Fact]
    public async Task A_replaced_object_is_the_old_or_the_new_one_after_a_crash_never_a_part()
    {
        for (var cut = 0; ; cut++)
        {
            var disk = new RecordingFileLayer();
            var store = disk.OpenStore();
            await store.PutAsync(StoreKey.Parse("a/b"), Content("old"));
            disk.StopAfter(cut);
            var stopped = await StopsAsync(async () => await store.PutAsync(StoreKey.Parse("a/b"), Content("new")));
            for (var seed = 0; seed < 10; seed++)
            {
                var left = await disk.Crash(seed).OpenStore().GetAsync(StoreKey.Parse("a/b"));
                var text = Encoding.UTF8.GetString(left!.Value.Span);
                Assert.Contains(text, stopped ? [Text("old"), Text("new")] : new[] { Text("new") });
            }

            if (!stopped)
            {
                return;
            }
        }
    }

    private static async Task<bool> RunUntilCrashAsync(RecordingFileLayer disk, List<string> acknowledged) => !await StopsAsync(async () =>
    {
        // Two processes, the second one knowing nothing of what the first one flushed.
        var stores = new[] { disk.OpenStore(entropy: new SeededEntropy(1)), disk.OpenStore(entropy: new SeededEntropy(2)) };
        for (var n = 0; n < Keys.Length; n++)
        {
            var store = stores[n % 2];
            if (n == 4)
            {
                await store.PutAsync(StoreKey.Parse(Keys[n]), new MemoryStream(Content(Keys[n])));
            }
            else if (n == 3)
            {
                await store.PutAsync(StoreKey.Parse(Keys[n]), Content(Keys[n]));
            }
            else
            {
                Assert.Equal(CreateResult.Created, (await store.CreateAsync(StoreKey.Parse(Keys[n]), Content(Keys[n]))).Result);
            }

            acknowledged.Add(Keys[n]);
        }
    });

    private static async Task<bool> StopsAsync(Func<Task> work)
    {
        try
        {
            await work();
            return false;
        }
        catch (CrashedException)
        {
            return true;
        }
    }

    private static async Task AssertSoundAsync(RecordingFileLayer disk, List<string> acknowledged, string when)
    {
        var store = disk.OpenStore();
        foreach (var key in Keys)
        {
            var content = await store.GetAsync(StoreKey.Parse(key));
            Assert.False(content is null && acknowledged.Contains(key), $"{key} is lost: {when}");
            Assert.True(content is null || content.Value.Span.SequenceEqual(Content(key)), $"{key} is torn: {when}");
        }

        // The folder still takes writes, whatever the crash left in it.
        await store.PutAsync(StoreKey.Parse("after/crash"), Content("x"));
    }

    private static byte[] Content(string key) => Encoding.UTF8.GetBytes(Text(key));

    private static string Text(string key) => string.Concat(Enumerable.Repeat(key, 20));
}
