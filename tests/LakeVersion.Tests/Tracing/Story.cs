using LakeVersion.Changes;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Records;
using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Tests.Tracing;

/// <summary>A lake whose commits are told by their messages.</summary>
internal sealed class Story(Lake lake)
{
    public Lake Lake { get; } = lake;

    public static async Task<Story> BeginAsync(IObjectStore store) => new(await Lake.CreateAsync(store, new LakeOptions { Author = "ada" }));

    public async Task<Commit> DoAsync(
        string message, Func<LakeTransaction, Task> work, string branch = "main", string? merge = null)
    {
        var options = new CommitOptions
        {
            Message = message,
            Author = "ada",
            MergeParents = merge is null ? [] : [(await Lake.Branch(merge).HeadAsync()).Commit],
            AllowEmpty = merge is not null,
        };
        await using var change = await Lake.Branch(branch).BeginAsync();
        await work(change);
        return (await change.CommitAsync(options)).Commit;
    }

    public Task<Commit> PutAsync(string message, string path, string text, string branch = "main", string? merge = null) =>
        DoAsync(message, async change => await change.Files.PutAsync(path, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text))), branch, merge);

    /// <summary>A table of orders 0 to 9 with the key <c>Id</c> and columns that can get other names.</summary>
    public Task<Commit> CreateOrdersAsync(bool vectors = false) => DoAsync("create", async change =>
    {
        var properties = new Dictionary<string, string> { ["lakeversion.key"] = "Id", ["delta.columnMapping.mode"] = "name" };
        if (vectors)
        {
            properties["delta.enableDeletionVectors"] = "true";
        }

        await change.Table("orders").CreateAsync(RowBatcher.SchemaOf<Order>(), new CreateOptions { Properties = properties });
        await change.Table("orders").AppendAsync(Rows(Enumerable.Range(0, 10).Select(id => new Order(id, $"new{id}", id))));
    });

    public Task<Commit> UpsertAsync(string message, Order order, string branch = "main", string? merge = null) =>
        DoAsync(message, async change => await change.Table("orders").UpsertAsync(Rows([order]), ["Id"]), branch, merge);

    public async Task BranchAsync(string name) => await Lake.CreateBranchAsync(name, "main");

    public static IAsyncEnumerable<Apache.Arrow.RecordBatch> Rows(IEnumerable<Order> orders) => RowBatcher.ToBatches(orders).ToAsyncEnumerable();

    public async Task<List<string>> RowAsync(string key, string revision = "main")
    {
        var told = new List<string>();
        await foreach (var change in (await Lake.AtAsync(revision)).Table("orders").RowHistoryAsync([key]))
        {
            var cells = change.Kind == LakeVersion.Tracing.RowChangeKind.Changed
                ? string.Concat(change.Cells.Select(cell => $" {cell.Column} {cell.Before}>{cell.After}"))
                : "";
            told.Add($"{change.Commit.Record.Message}: {change.Kind}{cells}");
        }

        return told;
    }

    public async Task<List<string>> PathAsync(string path, bool firstParents = false)
    {
        var told = new List<string>();
        await foreach (var commit in (await Lake.AtAsync("main")).HistoryAsync(path, firstParents))
        {
            told.Add(commit.Record.Message);
        }

        return told;
    }
}

internal sealed record Order(int Id, string? State, double? Price);
