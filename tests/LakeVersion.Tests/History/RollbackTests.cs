using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Records;
using LakeVersion.Tests.Merging;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Tests.History;

public sealed class RollbackTests
{
    [Fact]
    public async Task Rolling_back_to_where_the_content_is_already_makes_no_commit()
    {
        await using var lake = await MergeLake.CreateAsync();
        await lake.FilesAsync("main", "a=1");
        await lake.AppendAsync("main", "t", 1);
        await lake.Lake.CreateTagAsync("good", "main");
        await lake.AppendAsync("main", "t", 10);
        await lake.FilesAsync("main", "a=2", "b=1");
        var main = lake.Lake.Branch("main");
        Assert.Equal(CommitStatus.Committed, (await main.RollbackAsync("good")).Status);
        var head = await lake.HeadAsync();
        Assert.Equal(CommitStatus.Unchanged, (await main.RollbackAsync("good")).Status);
        Assert.Equal(CommitStatus.Unchanged, (await main.RollbackAsync("good", "t")).Status);
        Assert.Equal(head, await lake.HeadAsync());
        Assert.Equal(2, (await (await lake.Lake.AtAsync("main")).Table("t").OpenAsync()).Version);

        // What differs in one of several tables is still brought back.
        await lake.AppendAsync("main", "t", 20);
        Assert.Equal(CommitStatus.Committed, (await main.RollbackAsync("good")).Status);
        Assert.Equal([1, 2], await lake.DaysAtAsync("main", "t"));
        Assert.Equal("a=1", await lake.FilesAtAsync("main"));
    }

    [Fact]
    public async Task Rows_of_another_branch_keep_their_ids_and_later_ones_get_others()
    {
        await using var lake = await MergeLake.CreateAsync();
        var options = new CreateOptions { Properties = new Dictionary<string, string> { ["delta.enableRowTracking"] = "true" } };
        await lake.CommitAsync("main", "make", change => change.Table("t").CreateAsync(RowBatcher.SchemaOf<Weather>(), options, Weather.Rows(0, 3)).AsTask());
        await lake.BranchAsync("dev");

        // The same file has one row id here and, behind another commit, another one there.
        await lake.AppendAsync("dev", "t", 10);
        await lake.AppendAsync("main", "t", 20);
        await lake.AppendAsync("main", "t", 30);
        await lake.MergeAsync("dev");
        await lake.AppendAsync("dev", "t", 40);
        await lake.Lake.Branch("main").RollbackAsync("dev");
        Assert.Equal(await lake.DaysAtAsync("dev", "t"), await lake.DaysAtAsync("main", "t"));
        await lake.AppendAsync("main", "t", 50);

        var ids = (await (await lake.Lake.AtAsync("main")).Table("t").OpenAsync()).Files
            .SelectMany(file => Enumerable.Range((int)file.BaseRowId!.Value, (int)file.RowCount!.Value)).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }
}
