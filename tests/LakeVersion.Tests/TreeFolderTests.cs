using LakeVersion.Snapshots;
using LakeVersion.Storage;
using LakeVersion.Tables;
using LakeVersion.Testing.Stores;

namespace LakeVersion.Tests;

/// <summary>A folder of a lake behaves as any store does.</summary>
public sealed class TreeFolderTests
{
    [Fact]
    public async Task What_is_not_there_is_null_and_not_empty()
    {
        await using var lake = await Lake.CreateAsync(TestStores.Open(), new LakeOptions { Author = "ada" });
        await using var change = await lake.Branch("main").BeginAsync();
        var folder = new TreeFolder(new TransactionView(change.Inner), change.Inner, "t", "t", lake.Store.StoreTimeAsync);
        var (there, missing) = (StoreKey.Parse("there"), StoreKey.Parse("missing"));
        await folder.PutAsync(there, new byte[] { 1, 2, 3 });

        Assert.Null(await folder.GetAsync(missing));
        Assert.Null(await folder.GetRangeAsync(missing, 0, 1));
        Assert.Null(await folder.StatAsync(missing));
        Assert.Equal([1, 2, 3], (await folder.GetAsync(there))!.Value.ToArray());
        Assert.Equal([2], (await folder.GetRangeAsync(there, 1, 1))!.Value.ToArray());
        Assert.Equal(0, (await folder.GetRangeAsync(there, 9, 1))!.Value.Length);
    }

    [Fact]
    public async Task Listings_fold_folders_and_begin_behind_a_name_as_a_store_does()
    {
        await using var lake = await Lake.CreateAsync(TestStores.Open(), new LakeOptions { Author = "ada" });
        await using var change = await lake.Branch("main").BeginAsync();
        var folder = new TreeFolder(new TransactionView(change.Inner), change.Inner, "t", "t", lake.Store.StoreTimeAsync);
        var store = TestStores.Open();
        foreach (var name in (string[])["a", "b/1", "b/2", "b-", "c/d/e", "z"])
        {
            await folder.PutAsync(StoreKey.Parse(name), new byte[] { 1 });
            await store.PutAsync(StoreKey.Parse(name), new byte[] { 1 });
        }

        foreach (var prefix in (string[])["", "b", "b/", "c/"])
        {
            foreach (var after in (string?[])[null, "a", "b/", "b/1", "c/"])
            {
                foreach (var folders in (bool[])[false, true])
                {
                    foreach (var limit in (int?[])[null, 1, 2])
                    {
                        var request = new ListRequest { Prefix = prefix, StartAfter = after, Folders = folders, Limit = limit };
                        Assert.Equal(await NamesAsync(store, request), await NamesAsync(folder, request));
                    }
                }
            }
        }
    }

    private static async Task<List<string>> NamesAsync(IObjectStore store, ListRequest request)
    {
        var names = new List<string>();
        await foreach (var item in store.ListAsync(request))
        {
            names.Add(item.Name);
        }

        return names;
    }
}
