using System.Text;
using LakeVersion.Storage;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Versioning.Tests;

/// <summary>A lake for tests, with the few calls that most of them make.</summary>
internal sealed class TestLake
{
    public const string Author = "ada";

    private TestLake(LakeStore lake) => Lake = lake;

    public LakeStore Lake { get; }

    public static RefName Main { get; } = RefName.Branch("main");

    public static LogOptions Log { get; } = new() { Author = Author };

    public static async Task<TestLake> CreateAsync(IObjectStore store, LakeStoreOptions? options = null) => new(
        await LakeStore.CreateAsync(store, options ?? new LakeStoreOptions(), new LakeCreation { Author = Author }));

    public static async Task<TestLake> OpenAsync(IObjectStore store, LakeStoreOptions? options = null) =>
        new(await LakeStore.OpenAsync(store, options ?? new LakeStoreOptions()));

    public static CommitOptions Commit(string message) => new() { Message = message, Author = Author };

    public static async Task PutAsync(Transaction transaction, string path, string text) => transaction.Put(
        LakePath.ParseForPut(path), await transaction.Upload.AddContentAsync(Encoding.UTF8.GetBytes(text)));

    public Task<Transaction> BeginAsync(string branch = "main", TransactionOptions? options = null) =>
        Lake.BeginAsync(RefName.Branch(branch), options ?? new TransactionOptions()).AsTask();

    public async Task<CommitResult> PutAsync(string path, string text, string branch = "main", CommitOptions? options = null)
    {
        await using var transaction = await BeginAsync(branch);
        await PutAsync(transaction, path, text);
        return await transaction.CommitAsync(options ?? Commit($"Put {path}"));
    }

    public async Task<string?> ReadAsync(string revision, string path)
    {
        var resolved = await Lake.Revisions.ResolveAsync(revision);
        var entry = await Lake.TreeOf(resolved.Commit).GetAsync(LakePath.Parse(path));
        return entry is null ? null : Encoding.UTF8.GetString((await Lake.Content.ReadAsync(entry)).Span);
    }
}
