using LakeVersion.Versioning.Content;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Transactions;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Snapshots;

/// <summary>What can be read of a lake, be it at a revision or through a transaction's own writes.</summary>
internal interface ITreeView
{
    /// <summary>Reads the content of what the view gives.</summary>
    ContentReader Content { get; }

    /// <summary>The entry at a path; null where there is none.</summary>
    ValueTask<TreeEntry?> GetAsync(LakePath path, CancellationToken cancellationToken);

    /// <summary>Entries whose paths begin with a text, in path order.</summary>
    IAsyncEnumerable<TreeItem> ScanAsync(string prefix, string? startAfter, CancellationToken cancellationToken);
}

/// <summary>The view of a tree.</summary>
internal sealed class SnapshotView(Tree tree, ContentReader content) : ITreeView
{
    public ContentReader Content { get; } = content;

    public ValueTask<TreeEntry?> GetAsync(LakePath path, CancellationToken cancellationToken) => tree.GetAsync(path, cancellationToken);

    public IAsyncEnumerable<TreeItem> ScanAsync(string prefix, string? startAfter, CancellationToken cancellationToken) =>
        tree.ScanAsync(new TreeScan { Prefix = prefix, StartAfter = startAfter }, cancellationToken);
}

/// <summary>The view through a transaction.</summary>
internal sealed class TransactionView(Transaction transaction) : ITreeView
{
    public ContentReader Content => transaction.Upload.Content;

    public ValueTask<TreeEntry?> GetAsync(LakePath path, CancellationToken cancellationToken) => transaction.GetAsync(path, cancellationToken);

    public IAsyncEnumerable<TreeItem> ScanAsync(string prefix, string? startAfter, CancellationToken cancellationToken) =>
        transaction.ScanAsync(prefix, startAfter, cancellationToken);
}
