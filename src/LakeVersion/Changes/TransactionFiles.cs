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
    private readonly TableRule? rule;

    /// <summary>Works on a transaction whose rule is told what is put or removed by hand; null for a raw one.</summary>
    internal TransactionFiles(Lake lake, Transaction transaction, TableRule? rule) =>
        (this.lake, this.transaction, this.rule) = (lake, transaction, rule);

    /// <summary>Puts a file, replacing any at the path. Content that the base holds there already is not stored again.</summary>
    /// <param name="path">The path.</param>
    /// <param name="content">Read from where it stands to its end; not disposed. A stream that can seek is compared first.</param>
    /// <param name="options">Content type and metadata; null for none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LakeException">Invalid: no path to put to. Refused at commit: it lies in a table, or is a folder.</exception>
    public async ValueTask<LakeFile> PutAsync(
        string path, Stream content, PutOptions? options = null, CancellationToken cancellationToken = default)
    {
        var parsed = LakePath.ParseForPut(path);
        rule?.Note(parsed, isPut: true);
        var known = await transaction.GetAsync(parsed, cancellationToken).ConfigureAwait(false);
        var stored = await transaction.Upload.AddContentAsync(content, known, cancellationToken).ConfigureAwait(false);
        var entry = stored with
        {
            ContentType = options?.ContentType,
            UserMetadata = options?.Metadata is { Count: > 0 } metadata ? metadata : null,
            IsTableMark = known?.IsTableMark ?? false,
            Modified = await lake.Store.StoreTimeAsync(cancellationToken).ConfigureAwait(false),
        };
        if (known is null || !known.SameContent(entry))
        {
            transaction.Put(parsed, entry);
        }

        return LakeFile.Of(path, entry);
    }

    /// <summary>Deletes a file; false where there is none.</summary>
    public async ValueTask<bool> DeleteAsync(string path, CancellationToken cancellationToken = default)
    {
        var parsed = LakePath.Parse(path);
        if (await transaction.GetAsync(parsed, cancellationToken).ConfigureAwait(false) is null)
        {
            return false;
        }

        rule?.Note(parsed, isPut: false);
        transaction.Delete(parsed);
        return true;
    }

    /// <summary>Deletes all files and tables below a folder; returns how many files that were.</summary>
    public async ValueTask<long> DeleteFolderAsync(string folder, CancellationToken cancellationToken = default)
    {
        var prefix = folder.TrimEnd('/') + "/";
        var paths = new List<LakePath>();
        var tables = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var item in transaction.ScanAsync(prefix, null, cancellationToken).ConfigureAwait(false))
        {
            paths.Add(item.Path);
            if (item.Entry is { IsTableMark: true } && TablePath.OfLogFile(item.Path.Value) is var table && TablePath.Prefix(table).StartsWith(prefix, StringComparison.Ordinal))
            {
                tables.Add(table);

                // A dropped table is dropped as one: the branch's changes to it meanwhile are a conflict of the table, not of its files.
                transaction.Group(TablePath.Prefix(table), new TableRebaser(lake.Tables));
            }
        }

        foreach (var path in paths)
        {
            if (!TablePath.FoldersAbove(path.Value).Any(tables.Contains))
            {
                rule?.Note(path, isPut: false);
            }

            transaction.Delete(path);
        }

        return paths.Count;
    }

    /// <summary>Copies a file, or all below a folder, from a revision of this lake, by reference: no content is stored again.</summary>
    /// <returns>How many files were copied.</returns>
    /// <exception cref="LakeException">NotFound: nothing is there. Expired: the revision was let go. Refused: it holds tables
    /// (<see cref="TransactionTable.CopyFromAsync"/> copies one).</exception>
    public async ValueTask<long> CopyAsync(LakeSnapshot from, string source, string destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(from);
        if (from.Revision.Source is { } state)
        {
            transaction.Use(state);
        }

        if (LakePath.TryParse(source, out var path) && await from.Tree.GetAsync(path, cancellationToken).ConfigureAwait(false) is { } single)
        {
            Put(destination, single);
            return 1;
        }

        var prefix = source.Length == 0 ? "" : source.TrimEnd('/') + "/";
        var target = destination.Length == 0 ? "" : destination.TrimEnd('/') + "/";
        var count = 0L;
        await foreach (var item in from.Tree.ScanAsync(new TreeScan { Prefix = prefix }, cancellationToken).ConfigureAwait(false))
        {
            if (TablePath.IsInLog(item.Path.Value))
            {
                throw LakeException.Refused($"'{TablePath.OfLogFile(item.Path.Value)}' is a table; copy it as one, since a copy of a table gets an id of its own.");
            }

            Put(target + item.Path.Value[prefix.Length..], item.Entry!);
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

    // A copy of a log's file is a file: the mark by which a tree finds tables stays behind.
    private void Put(string path, TreeEntry entry)
    {
        var parsed = LakePath.ParseForPut(path);
        rule?.Note(parsed, isPut: true);
        transaction.Put(parsed, entry with { IsTableMark = false });
    }
}

/// <summary>What a file is given besides its content.</summary>
public sealed record PutOptions
{
    /// <summary>The content type; at most 255 bytes. Null for none.</summary>
    public string? ContentType { get; init; }

    /// <summary>Names and values; at most 2 KiB in all. Null for none.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}
