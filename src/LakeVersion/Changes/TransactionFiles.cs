using System.Runtime.CompilerServices;
using LakeVersion.Snapshots;
using LakeVersion.Storage;
using LakeVersion.Tables;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Transactions;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Changes;

/// <summary>The files of a transaction: its base with its own writes.</summary>
public sealed class TransactionFiles
{
    private readonly Lake lake;
    private readonly Transaction transaction;
    private readonly TableGuard guard;
    private readonly AskedChanges asked;

    internal TransactionFiles(Lake lake, Transaction transaction, TableGuard guard, AskedChanges asked) =>
        (this.lake, this.transaction, this.guard, this.asked) = (lake, transaction, guard, asked);

    /// <summary>Puts a file, replacing any at the path. Content that the base holds there already is not stored again.</summary>
    /// <param name="path">The path.</param>
    /// <param name="content">Read from where it stands to its end; not disposed. A stream that can seek is compared first.</param>
    /// <param name="options">Content type and metadata; null for none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LakeException">Invalid: no path to put to. Refused: it lies in a table; the path holds the same content, which was erased; at
    /// commit also: it is a folder.</exception>
    public async ValueTask<LakeFile> PutAsync(
        string path, Stream content, PutOptions? options = null, CancellationToken cancellationToken = default)
    {
        var parsed = LakePath.ParseForPut(path);
        await guard.CheckPutAsync(path, cancellationToken).ConfigureAwait(false);
        var known = await transaction.GetAsync(parsed, cancellationToken).ConfigureAwait(false);
        var stored = await transaction.Upload.AddContentAsync(content, known, cancellationToken).ConfigureAwait(false);
        var entry = stored with
        {
            ContentType = options?.ContentType,
            UserMetadata = options?.Metadata is { Count: > 0 } metadata ? metadata : null,
            IsTableMark = known?.IsTableMark ?? false,
            Modified = await lake.Store.StoreTimeAsync(cancellationToken).ConfigureAwait(false),
        };
        asked.Add(["put", path, $"{entry.SizeBytes}", entry.Sha256?.ToString(), entry.ContentType, .. Metadata(options)]);
        if (known is not null && known.SameContent(entry) && transaction.Upload.IsErased(known))
        {
            throw LakeException.Refused(
                $"'{path}' holds just this content, which was erased: a commit of the same bytes at the same path would change nothing, and reading it would go on failing. "
                + $"Remove it first, in a commit of its own (lv rm {path}), and put it again.");
        }

        if (known is null || !known.SameContent(entry))
        {
            transaction.Put(parsed, entry);
        }

        return LakeFile.Of(path, entry);
    }

    /// <summary>Deletes a file; false where there is none.</summary>
    /// <exception cref="LakeException">Refused: it lies in a table.</exception>
    public async ValueTask<bool> DeleteAsync(string path, CancellationToken cancellationToken = default)
    {
        var parsed = LakePath.Parse(path);
        asked.Add("delete", path);
        if (await transaction.GetAsync(parsed, cancellationToken).ConfigureAwait(false) is null)
        {
            return false;
        }

        await guard.CheckFileAsync(path, cancellationToken).ConfigureAwait(false);
        transaction.Delete(parsed);
        return true;
    }

    /// <summary>Deletes all files and tables below a folder, empty for the whole lake; returns how many files that were.</summary>
    /// <exception cref="LakeException">Refused: the folder is part of a table.</exception>
    public async ValueTask<long> DeleteFolderAsync(string folder, CancellationToken cancellationToken = default)
    {
        folder = folder.TrimEnd('/');
        asked.Add("delete folder", folder);
        await guard.CheckFileAsync(folder, cancellationToken).ConfigureAwait(false);
        var prefix = Prefix(folder);
        var paths = new List<LakePath>();
        await foreach (var item in transaction.ScanAsync(prefix, null, cancellationToken).ConfigureAwait(false))
        {
            paths.Add(item.Path);
            GroupIfDropped(item, prefix);
        }

        paths.ForEach(transaction.Delete);
        return paths.Count;
    }

    /// <summary>Copies a file, or all below a folder, from a revision of this lake, by reference: no content is stored again.</summary>
    /// <returns>How many files were copied.</returns>
    /// <exception cref="LakeException">NotFound: nothing is there. Expired: the revision was let go. Refused: it holds tables
    /// (<see cref="TransactionTable.CopyFromAsync"/> copies one).</exception>
    public async ValueTask<long> CopyAsync(LakeSnapshot from, string source, string destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(from);
        asked.Add("copy", from.Label, source, destination);
        if (from.Revision.Source is { } state)
        {
            transaction.Use(state);
        }

        if (LakePath.TryParse(source, out var path) && await from.Tree.GetAsync(path, cancellationToken).ConfigureAwait(false) is { } single)
        {
            await PutCopyAsync(destination, single, cancellationToken).ConfigureAwait(false);
            return 1;
        }

        var prefix = Prefix(source);
        var target = Prefix(destination);
        var count = 0L;
        await foreach (var item in from.Tree.ScanAsync(new TreeScan { Prefix = prefix }, cancellationToken).ConfigureAwait(false))
        {
            if (TablePath.IsInLog(item.Path.Value))
            {
                throw LakeException.Refused($"'{TablePath.OfLogFile(item.Path.Value)}' is a table; copy it as one, since a copy of a table gets an id of its own.");
            }

            await PutCopyAsync(target + item.Path.Value[prefix.Length..], item.Entry!, cancellationToken).ConfigureAwait(false);
            count++;
        }

        return count > 0 ? count : throw LakeException.NotFound($"Nothing is at '{source}' of {from.Label}.");
    }

    /// <summary>The file at a path, own writes included; null where there is none.</summary>
    public async ValueTask<LakeFile?> FindAsync(string path, CancellationToken cancellationToken = default) =>
        LakePath.TryParse(path, out var parsed) && await transaction.GetAsync(parsed, cancellationToken).ConfigureAwait(false) is { } entry
            ? LakeFile.Of(path, entry)
            : null;

    /// <summary>Opens a file as a stream, own writes included.</summary>
    /// <exception cref="LakeException">NotFound: no such file.</exception>
    public async ValueTask<Stream> OpenAsync(string path, CancellationToken cancellationToken = default)
    {
        var entry = await transaction.GetAsync(LakePath.Parse(path), cancellationToken).ConfigureAwait(false)
            ?? throw LakeException.NotFound($"No file '{path}' in the transaction on branch '{transaction.Branch.Name}'.");
        return (await transaction.Upload.Content.OpenAsync(entry, cancellationToken).ConfigureAwait(false)).AsStream();
    }

    /// <summary>The files whose paths begin with a text, in path order, own writes included.</summary>
    public async IAsyncEnumerable<LakeFile> ListAsync(
        string prefix = "", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var item in transaction.ScanAsync(prefix, null, cancellationToken).ConfigureAwait(false))
        {
            yield return LakeFile.Of(item);
        }
    }

    // A dropped table is dropped as one: the branch's changes to it meanwhile are a conflict of the table, not of its files.
    private void GroupIfDropped(TreeItem item, string dropped)
    {
        if (item.Entry is { IsTableMark: true }
            && TablePath.Prefix(TablePath.OfLogFile(item.Path.Value)) is var table && table.StartsWith(dropped, StringComparison.Ordinal))
        {
            transaction.Group(table, new TableRebaser(lake.Tables, mutants: lake.Mutants));
        }
    }

    // The mark says that a table begins here, which no file outside a log may say, whatever it is a copy of.
    private async ValueTask PutCopyAsync(string path, TreeEntry entry, CancellationToken cancellationToken)
    {
        var parsed = LakePath.ParseForPut(path);
        await guard.CheckPutAsync(path, cancellationToken).ConfigureAwait(false);
        transaction.Put(parsed, entry with { IsTableMark = entry.IsTableMark && TablePath.IsInLog(path) });
    }

    private static IEnumerable<string> Metadata(PutOptions? options) =>
        (options?.Metadata ?? new Dictionary<string, string>()).OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => new[] { pair.Key, pair.Value });

    private static string Prefix(string folder) => folder.Length == 0 ? "" : folder.TrimEnd('/') + "/";
}

/// <summary>What a file is given besides its content.</summary>
public sealed record PutOptions
{
    /// <summary>The content type; at most 255 bytes. Null for none.</summary>
    public string? ContentType { get; init; }

    /// <summary>Names and values; at most 2 KiB in all. Null for none.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}
