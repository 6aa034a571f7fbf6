using System.Text;
using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Audit;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Transactions;
using LakeVersion.Versioning.Trees;

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

    /// <summary>Another store with the same objects.</summary>
    public static Task<IObjectStore> CopyAsync(IObjectStore from, TimeProvider? time = null) => TestStores.CopyAsync(from, time);

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

    public async Task<StoredEntry> BranchAsync(string name, string revision = "main", LogOptions? options = null) =>
        await Lake.Births.CreateAsync(RefName.Branch(name), (await Lake.Revisions.ResolveAsync(revision)).AsBirth, options ?? Log);

    public async Task<StoredEntry> ResetAsync(string branch, string revision, LogOptions? options = null) => await Lake.Moves.ResetAsync(
        RefName.Branch(branch), (await Lake.Revisions.ResolveAsync(revision)).AsBirth, LogOperation.Reset, options ?? Log);

    public async Task<StoredEntry> HeadAsync(string branch = "main") => (await Lake.Logs.HeadAsync(RefName.Branch(branch).Log))!;

    public async Task<string?> ReadAsync(string revision, string path)
    {
        var resolved = await Lake.Revisions.ResolveAsync(revision);
        var entry = await Lake.TreeOf(resolved.Commit).GetAsync(LakePath.Parse(path));
        return entry is null ? null : Encoding.UTF8.GetString((await Lake.Content.ReadAsync(entry)).Span);
    }

    /// <summary>All that a user sees: live names with their depth and content, open staged transactions, settings.</summary>
    public async Task<string> SeeAsync()
    {
        var seen = new StringBuilder();
        foreach (var kind in (RefKind[])[RefKind.Branch, RefKind.Tag, RefKind.Keep])
        {
            foreach (var named in await Lake.Catalog.ListAsync(kind))
            {
                var commit = await Lake.Commits.ReadAsync(named.Head.Entry.After!.Value);
                seen.Append($"{named.Name.KindWord} {(kind == RefKind.Keep ? "" : named.Name.Name)} {commit.Record.Depth}:");
                await foreach (var item in Lake.TreeOf(commit).ScanAsync(new TreeScan()))
                {
                    seen.Append($" {item.Path}={Encoding.UTF8.GetString((await Lake.Content.ReadAsync(item.Entry!)).Span)}");
                }

                seen.AppendLine();
            }
        }

        foreach (var named in await Lake.Catalog.ListAsync(RefKind.Staging))
        {
            var staged = named.Head.Entry.Staged!;
            var tree = Tree.Open(Lake.Nodes, new TreeRoot(staged.Root, staged.RootPlace, staged.Totals));
            seen.AppendLine($"staged on {staged.Branch}: {string.Join(' ', await tree.ScanAsync(new TreeScan()).Select(item => item.Path.Value).ToListAsync())}");
        }

        var settings = await Lake.Settings.CurrentAsync();
        seen.AppendLine($"settings {string.Join(' ', settings.Value.Values.Select(pair => $"{pair.Key}={pair.Value}"))}");
        return seen.ToString();
    }

    /// <summary>The faults of all logs, one a line; empty where all chains are whole.</summary>
    public async Task<string> FaultsAsync()
    {
        var verifier = new ChainVerifier(Lake);
        var faults = new StringBuilder();
        foreach (var kind in Enum.GetValues<RefKind>())
        {
            await foreach (var name in Lake.Logs.NamesAsync(kind))
            {
                await foreach (var fault in verifier.VerifyAsync(name.Log))
                {
                    faults.AppendLine(fault.ToString());
                }
            }
        }

        return faults.ToString();
    }
}
