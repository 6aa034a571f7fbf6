using System.Text;
using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Publishing;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Tests;

public sealed class ProtectedBranchTests
{
    private readonly IObjectStore store = TestStores.Open();

    [Fact]
    public async Task A_required_check_of_the_program_decides_what_a_branch_takes()
    {
        await using var lake = await Lake.CreateAsync(store, new LakeOptions { PublishChecks = [new AtMostTwo()] });
        await lake.Protection.SetAsync(new ProtectionRule { Name = "small", Branches = ["main"], Checks = ["at-most-two"] }, new() { Author = "ada" });
        await PutAsync(lake, "main", "a");
        await lake.CreateBranchAsync("dev", "main");
        await PutAsync(lake, "dev", "b");
        await lake.Branch("main").FastForwardAsync("dev");
        await PutAsync(lake, "dev", "c");
        var refused = await Assert.ThrowsAsync<LakeException>(() => lake.Branch("main").FastForwardAsync("dev").AsTask());
        Assert.Equal(LakeErrorKind.Refused, refused.Kind);
        Assert.Equal(2, (await lake.Branch("main").HeadAsync()).Commit.Record.Totals.Entries);

        await using var without = await Lake.OpenAsync(store);
        Assert.Contains("'at-most-two'", (await Assert.ThrowsAsync<LakeException>(() => PutAsync(without, "main", "d"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Crosswise_merges_have_two_bases_and_a_log_of_first_parents_leaves_out_what_was_merged()
    {
        await using var lake = await Lake.CreateAsync(store);
        await PutAsync(lake, "main", "base");
        await lake.CreateBranchAsync("dev", "main");
        var main = await PutAsync(lake, "main", "m");
        var dev = await PutAsync(lake, "dev", "d");
        await PutAsync(lake, "main", "d", dev.Commit);
        await PutAsync(lake, "dev", "m", main.Commit);
        var bases = await lake.MergeBasesAsync("main", "dev");
        Assert.Equal(((CommitId[])[main.Commit.Id, dev.Commit.Id]).Order(), bases.Select(commit => commit.Id).Order());

        var head = (await lake.Branch("main").HeadAsync()).Commit;
        Assert.Equal(4, await lake.Log.WalkAsync(head).CountAsync());
        Assert.Equal(["Put d", "Put m", "Put base"], await lake.Log.WalkAsync(head, firstParents: true).Select(commit => commit.Record.Message).ToListAsync());
    }

    private static async Task<CommitResult> PutAsync(Lake lake, string branch, string path, params Commit[] merges)
    {
        await using var change = await lake.Branch(branch).BeginAsync();
        await change.Files.PutAsync(path, new MemoryStream(Encoding.UTF8.GetBytes(path)));
        return await change.CommitAsync(new CommitOptions { Message = $"Put {path}", Author = "ada", MergeParents = merges });
    }

    private sealed class AtMostTwo : IPublishCheck
    {
        public string Name => "at-most-two";

        public ValueTask CheckAsync(PublishRequest request, CancellationToken cancellationToken) => request.AfterTree.Totals.Entries <= 2
            ? ValueTask.CompletedTask
            : throw LakeException.Refused($"{request.AfterTree.Totals.Entries} files are more than two.");
    }
}
