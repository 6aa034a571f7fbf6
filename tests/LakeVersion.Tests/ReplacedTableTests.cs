using LakeVersion.Changes;
using LakeVersion.Storage;
using LakeVersion.Testing.Stores;

namespace LakeVersion.Tests;

/// <summary>Going back where files and tables took each other's places.</summary>
public sealed class ReplacedTableTests
{
    private readonly IObjectStore store = TestStores.Open();

    [Theory]
    [InlineData("rollback")]
    [InlineData("revert")]
    public async Task Files_whose_folder_became_a_table_come_back(string how)
    {
        await using var lake = await Lake.CreateAsync(store);
        await CommitAsync(lake, change => change.Files.PutAsync("data/notes.md", new MemoryStream([1])).AsTask());
        await CommitAsync(lake, async change =>
        {
            await change.Files.DeleteFolderAsync("data");
            await change.Table("data").AppendAsync(Weather.Rows(0, 2));
        });
        await GoBackAsync(lake, how);

        var head = await lake.AtAsync("main");
        Assert.NotNull(await head.Files.FindAsync("data/notes.md"));
        Assert.Empty(await head.TablesAsync());
        Assert.Equal(1, head.Commit.Record.Totals.Entries);
    }

    [Theory]
    [InlineData("rollback")]
    [InlineData("revert")]
    public async Task A_table_whose_folder_became_files_comes_back(string how)
    {
        await using var lake = await Lake.CreateAsync(store);
        await CommitAsync(lake, change => change.Table("data").AppendAsync(Weather.Rows(0, 2)).AsTask());
        await CommitAsync(lake, async change =>
        {
            await change.Table("data").DropAsync();
            await change.Files.PutAsync("data/notes.md", new MemoryStream([1]));
        });
        await GoBackAsync(lake, how);

        var head = await lake.AtAsync("main");
        Assert.Null(await head.Files.FindAsync("data/notes.md"));
        Assert.Equal([0, 1], await Weather.DaysAsync(head.Table("data").ReadAsync()));
    }

    [Theory]
    [InlineData("rollback")]
    [InlineData("revert")]
    public async Task A_table_that_another_replaced_comes_back(string how)
    {
        await using var lake = await Lake.CreateAsync(store);
        await CommitAsync(lake, change => change.Table("data").AppendAsync(Weather.Rows(0, 2)).AsTask());
        await CommitAsync(lake, change => change.Table("data").AppendAsync(Weather.Rows(2, 1)).AsTask());
        var id = (await (await lake.AtAsync("main")).Table("data").OpenAsync()).Metadata.Id;
        await CommitAsync(lake, async change =>
        {
            await change.Table("data").DropAsync();
            await change.Table("data").AppendAsync(Weather.Rows(50, 2));
        });
        await GoBackAsync(lake, how);

        var table = (await lake.AtAsync("main")).Table("data");
        Assert.Equal([0, 1, 2], await Weather.DaysAsync(table.ReadAsync()));
        Assert.Equal(id, (await table.OpenAsync()).Metadata.Id);
    }

    [Fact]
    public async Task A_difference_names_files_and_the_table_that_took_their_place()
    {
        await using var lake = await Lake.CreateAsync(store);
        await CommitAsync(lake, change => change.Files.PutAsync("data/notes.md", new MemoryStream([1])).AsTask());
        await CommitAsync(lake, async change =>
        {
            await change.Files.DeleteFolderAsync("data");
            await change.Table("data").AppendAsync(Weather.Rows(0, 2));
        });

        var difference = await (await lake.AtAsync("main~1")).CompareAsync(await lake.AtAsync("main"));
        Assert.Equal("data/notes.md", Assert.Single(difference.Files).Path);
        Assert.Equal("data", Assert.Single(difference.Tables).Path);
    }

    [Fact]
    public async Task A_table_is_rolled_back_by_its_name_with_or_without_a_slash()
    {
        await using var lake = await Lake.CreateAsync(store);
        await CommitAsync(lake, change => change.Table("data").AppendAsync(Weather.Rows(0, 2)).AsTask());
        await CommitAsync(lake, change => change.Table("data").AppendAsync(Weather.Rows(2, 1)).AsTask());
        await lake.Branch("main").RollbackAsync("main~1", "data/");

        Assert.Equal([0, 1], await Weather.DaysAsync((await lake.AtAsync("main")).Table("data").ReadAsync()));
    }

    [Fact]
    public async Task The_beginning_of_a_name_is_nothing_to_roll_back()
    {
        await using var lake = await Lake.CreateAsync(store);
        await CommitAsync(lake, change => change.Table("data").AppendAsync(Weather.Rows(0, 2)).AsTask());

        var missing = await Assert.ThrowsAsync<LakeException>(() => lake.Branch("main").RollbackAsync("main", "dat").AsTask());
        Assert.Equal(LakeErrorKind.NotFound, missing.Kind);
        await lake.Branch("main").RollbackAsync("main", "data");
    }

    private static async Task GoBackAsync(Lake lake, string how)
    {
        if (how == "rollback")
        {
            await lake.Branch("main").RollbackAsync("main~1");
        }
        else
        {
            await lake.Branch("main").RevertAsync(["main"]);
        }
    }

    private static async Task CommitAsync(Lake lake, Func<LakeTransaction, Task> act)
    {
        await using var change = await lake.Branch("main").BeginAsync();
        await act(change);
        await change.CommitAsync("step");
    }
}
