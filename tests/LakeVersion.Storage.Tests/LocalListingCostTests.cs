using System.Globalization;
using LakeVersion.Storage.Local;
using LakeVersion.Testing;

namespace LakeVersion.Storage.Tests;

public sealed class LocalListingCostTests
{
    [Fact]
    public async Task The_head_of_a_log_of_100_000_entries_is_found_by_enumerating_under_10_000_names()
    {
        var disk = new RecordingFileLayer();
        IFileLayer files = disk;
        for (var n = 1L; n <= 100_000; n++)
        {
            var digits = (long.MaxValue - n).ToString("x16", CultureInfo.InvariantCulture);
            var folder = $"/lake/refs/branches/main/{digits[..12]}/{digits[12..14]}";
            if (n == 1 || n % 256 == 0)
            {
                files.MakeFolder(folder);
            }

            files.CreateFile($"{folder}/{digits[14..]}").Dispose();
        }

        var store = disk.OpenStore();
        var head = await store.ListAsync(new ListRequest { Prefix = "refs/branches/main/", Limit = 1 }).SingleAsync();

        var newest = (long.MaxValue - 100_000).ToString("x16", CultureInfo.InvariantCulture);
        Assert.Equal($"refs/branches/main/{newest[..12]}/{newest[12..14]}/{newest[14..]}", head.Name);
        Assert.InRange(store.NamesEnumerated, 3, 1_000);

        // The entries behind number 100,000 (newer ones sort first): only the folders on the way are read.
        var before = store.NamesEnumerated;
        var older = (long.MaxValue - 90_000).ToString("x16", CultureInfo.InvariantCulture);
        var after = $"refs/branches/main/{older[..12]}/{older[12..14]}/{older[14..]}";
        var next = await store.ListAsync(
            new ListRequest { Prefix = "refs/branches/main/", StartAfter = after, Limit = 1 }).SingleAsync();
        Assert.Equal((long.MaxValue - 89_999).ToString("x16", CultureInfo.InvariantCulture)[14..], next.Name[^2..]);
        Assert.InRange(store.NamesEnumerated - before, 3, 1_000);
    }

    [Fact]
    public async Task A_prefix_reads_its_own_folder_alone()
    {
        var store = new RecordingFileLayer().OpenStore();
        for (var n = 0; n < 50; n++)
        {
            await store.PutAsync(StoreKey.Parse($"other{n}/x"), "x"u8.ToArray());
        }

        await store.PutAsync(StoreKey.Parse("mine/x"), "x"u8.ToArray());
        Assert.Single(await store.ListAsync(new ListRequest { Prefix = "mine/" }).ToListAsync());
        Assert.Equal(1, store.NamesEnumerated);
    }
}
