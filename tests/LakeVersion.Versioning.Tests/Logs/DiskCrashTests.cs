using LakeVersion.Storage;
using LakeVersion.Testing;

namespace LakeVersion.Versioning.Tests.Logs;

/// <summary>A local folder loses power at every change of a file, and forgets what was not flushed, or a random part of it.</summary>
[Trait("store", "none")]
public sealed class DiskCrashTests
{
    [Theory]
    [InlineData("put")]
    [InlineData("branch create")]
    [InlineData("branch rename")]
    [InlineData("staged commit")]
    public async Task What_was_acknowledged_survives_and_nothing_is_there_by_half(string name)
    {
        var work = Work.All[name];
        var disk = new RecordingFileLayer();
        var given = await work.Prepare(await TestLake.CreateAsync(disk.OpenStore()));
        var prepared = disk.Crash();
        var before = await SeeAsync(prepared);
        var whole = prepared.Crash();
        await ActAsync(work, given, whole);
        var after = await SeeAsync(whole.Crash());
        var between = await BetweenAsync(work, given, prepared);
        Assert.NotEqual(before, after);

        var count = whole.Operations.Count;
        for (var n = 0; n <= count; n++)
        {
            var used = prepared.Crash();
            used.StopAfter(n);
            var done = await ActAsync(work, given, used);
            foreach (var left in (RecordingFileLayer[])[used.Crash(), used.Crash(2 * n), used.Crash((2 * n) + 1)])
            {
                var seen = await SeeAsync(left);
                Assert.True(
                    seen == after || (!done && (seen == before || seen == between)),
                    $"{name}, cut off after {n} of {count} (done: {done}), shows\n{seen}\nbefore\n{before}\nafter\n{after}");
                var lake = await TestLake.OpenAsync(left.OpenStore());
                await lake.PutAsync("next", "1");
                Assert.Equal("", await lake.FaultsAsync());
            }
        }
    }

    [Fact]
    public async Task An_entry_of_another_that_was_not_flushed_is_flushed_before_the_next_one_is_acknowledged()
    {
        var disk = new RecordingFileLayer();
        var first = await TestLake.CreateAsync(disk.OpenStore());

        // Up to the last entry but one of its folder, so that the two to come are named in different ones.
        while ((await first.HeadAsync()).Entry.N < 254)
        {
            await first.PutAsync("a", $"{(await first.HeadAsync()).Entry.N}");
        }

        // The folders of the log are not flushed while the first writes, so its outcome is unknown; the second sees its entry.
        var isNamed = false;
        disk.FaultBefore = operation =>
        {
            var isLog = operation.Contains("/refs/branches/main/", StringComparison.Ordinal);
            isNamed |= isLog && operation.StartsWith("name ", StringComparison.Ordinal);
            return isLog && isNamed && operation.StartsWith("flush-folder", StringComparison.Ordinal) ? new IOException("the disk does not answer") : null;
        };
        await Assert.ThrowsAsync<Versioning.Logs.UnknownOutcomeException>(
            () => first.PutAsync("b", "2", options: TestLake.Commit("b") with { Patience = TimeSpan.Zero }));
        disk.FaultBefore = null;
        var second = await TestLake.OpenAsync(disk.OpenStore());
        await second.PutAsync("c", "3");

        var left = await TestLake.OpenAsync(disk.Crash().OpenStore());
        Assert.Equal(("253", "2", "3"), (await left.ReadAsync("main", "a"), await left.ReadAsync("main", "b"), await left.ReadAsync("main", "c")));
        Assert.Equal("", await left.FaultsAsync());
    }

    [Fact]
    public async Task A_lake_whose_creation_loses_power_is_made_or_finished_by_the_next_try()
    {
        var whole = new RecordingFileLayer();
        await TestLake.CreateAsync(whole.OpenStore());
        for (var n = 0; n <= whole.Operations.Count; n++)
        {
            var used = new RecordingFileLayer();
            used.StopAfter(n);
            var done = await TryAsync(() => TestLake.CreateAsync(used.OpenStore()));
            var left = used.Crash();
            var doneAgain = await TryAsync(() => TestLake.CreateAsync(left.OpenStore()));
            Assert.True(!done || !doneAgain, $"after {n} the lake was acknowledged, then forgotten");
            var lake = await TestLake.OpenAsync(left.Crash().OpenStore());
            Assert.True((await lake.Lake.Logs.HeadAsync(TestLake.Main.Log))!.Entry.IsLive);
        }
    }

    private static async Task<string> SeeAsync(RecordingFileLayer disk) => await (await TestLake.OpenAsync(disk.OpenStore())).SeeAsync();

    private static async Task<string?> BetweenAsync(Work work, object? given, RecordingFileLayer prepared)
    {
        var disk = prepared.Crash();
        if (work.Between is null)
        {
            return null;
        }

        await work.Between(await TestLake.OpenAsync(disk.OpenStore()), given);
        return await SeeAsync(disk);
    }

    private static Task<bool> ActAsync(Work work, object? given, RecordingFileLayer disk) =>
        TryAsync(async () => await work.Act(await TestLake.OpenAsync(disk.OpenStore()), given, TimeSpan.FromMinutes(1)));

    private static async Task<bool> TryAsync(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (CrashedException)
        {
            return false;
        }
        catch (LakeException)
        {
            return false;
        }
    }
}
