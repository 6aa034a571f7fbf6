using System.Text;
using LakeVersion.Changes;
using LakeVersion.Merging;
using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Commits;

namespace LakeVersion.Tests.Merging;

/// <summary>A lake with short words for what tests of merges do.</summary>
internal sealed class MergeLake : IAsyncDisposable
{
    private MergeLake(Lake lake, IObjectStore store) => (Lake, Store) = (lake, store);

    public Lake Lake { get; }

    public IObjectStore Store { get; }

    public static async Task<MergeLake> CreateAsync(IObjectStore? store = null)
    {
        store ??= TestStores.Open();
        return new MergeLake(await Lake.CreateAsync(store, new LakeOptions { Author = "ada" }), store);
    }

    public Task BranchAsync(string name, string from = "main") => Lake.CreateBranchAsync(name, from).AsTask();

    /// <summary>Commits files: <c>path=content</c> puts, <c>path</c> alone deletes.</summary>
    public Task<Commit> FilesAsync(string branch, params string[] files) => CommitAsync(branch, string.Join(' ', files), async change =>
    {
        foreach (var file in files)
        {
            if (file.Split('=') is [var path, var content])
            {
                await change.Files.PutAsync(path, new MemoryStream(Encoding.UTF8.GetBytes(content)));
            }
            else
            {
                await change.Files.DeleteAsync(file);
            }
        }
    });

    public async Task<Commit> CommitAsync(string branch, string message, Func<LakeTransaction, Task> act)
    {
        await using var change = await Lake.Branch(branch).BeginAsync();
        await act(change);
        return await change.CommitAsync(message);
    }

    public Task<Commit> AppendAsync(string branch, string table, int first, int count = 2, string station = "north") =>
        CommitAsync(branch, $"append {first}", change => change.Table(table).AppendAsync(Weather.Rows(first, count, station)).AsTask());

    public Task<MergeResult> MergeAsync(string source, string into = "main", MergeOptions? options = null) =>
        Lake.Branch(into).MergeAsync(source, options).AsTask();

    /// <summary>Picks one commit.</summary>
    public async Task<MergeResult> PickAsync(string into, string revision)
    {
        var result = await Lake.Branch(into).CherryPickAsync([revision]);
        Assert.Equal(MergeStatus.Merged, result.Status);
        return result;
    }

    /// <summary>Takes one commit back, a merge to the parent given.</summary>
    public async Task RevertAsync(string branch, string revision, int? parent = null) =>
        Assert.Equal(MergeStatus.Merged, (await Lake.Branch(branch).RevertAsync([revision], new PickOptions { Parent = parent })).Status);

    /// <summary>Writes a table's files anew as one.</summary>
    public Task<Commit> CompactAsync(string branch, string table) =>
        CommitAsync(branch, $"compact {table}", change => change.Table(table).OptimizeAsync().AsTask());

    public async Task<CommitId> HeadAsync(string branch = "main") => (await Lake.Branch(branch).HeadAsync()).Commit.Id;

    /// <summary>All files outside tables at a revision, as <c>path=content</c>, in path order.</summary>
    public async Task<string> FilesAtAsync(string revision)
    {
        var at = await Lake.AtAsync(revision);
        var tables = await at.TablesAsync();
        var files = new List<string>();
        await foreach (var file in at.Files.ListAsync())
        {
            if (!tables.Any(table => file.Path.StartsWith(table + "/", StringComparison.Ordinal)))
            {
                files.Add($"{file.Path}={Encoding.UTF8.GetString((await at.Files.ReadAsync(file.Path)).Span)}");
            }
        }

        return string.Join(' ', files);
    }

    public async Task<List<int>> DaysAtAsync(string revision, string table) =>
        [.. await Weather.DaysAsync((await Lake.AtAsync(revision)).Table(table).ReadAsync())];

    public ValueTask DisposeAsync() => Lake.DisposeAsync();
}
