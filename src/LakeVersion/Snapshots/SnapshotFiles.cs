using System.Runtime.CompilerServices;
using LakeVersion.Storage;
using LakeVersion.Versioning.Content;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Snapshots;

/// <summary>The files of a lake at one revision. Every byte handed out was checked against its digest.</summary>
public sealed class SnapshotFiles
{
    private const int MostNearNames = 1000;

    private readonly Tree tree;
    private readonly ContentReader content;
    private readonly string revision;

    internal SnapshotFiles(Tree tree, ContentReader content, string revision) =>
        (this.tree, this.content, this.revision) = (tree, content, revision);

    /// <summary>The file at a path; null where there is none.</summary>
    public async ValueTask<LakeFile?> FindAsync(string path, CancellationToken cancellationToken = default) =>
        LakePath.TryParse(path, out var parsed) && await tree.GetAsync(parsed, cancellationToken).ConfigureAwait(false) is { } entry
            ? LakeFile.Of(path, entry)
            : null;

    /// <summary>Opens a file as a stream, which can seek where its chunks are known.</summary>
    /// <exception cref="LakeException">NotFound: no such file; near names are suggested. Corrupt: the content is damaged.</exception>
    public async ValueTask<Stream> OpenAsync(string path, CancellationToken cancellationToken = default)
    {
        var entry = await tree.GetAsync(LakePath.Parse(path), cancellationToken).ConfigureAwait(false)
            ?? throw LakeException.NotFound(await NotFoundTextAsync(path, cancellationToken).ConfigureAwait(false));
        return (await content.OpenAsync(entry, cancellationToken).ConfigureAwait(false)).AsStream();
    }

    /// <summary>Reads a whole file into memory.</summary>
    /// <exception cref="LakeException">NotFound: no such file. Corrupt: the content is damaged.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        var entry = await tree.GetAsync(LakePath.Parse(path), cancellationToken).ConfigureAwait(false)
            ?? throw LakeException.NotFound(await NotFoundTextAsync(path, cancellationToken).ConfigureAwait(false));
        return await content.ReadAsync(entry, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The files below a folder, or whose paths begin with a text, in path order.</summary>
    /// <param name="prefix">The beginning; empty for all.</param>
    /// <param name="recursive">True gives every file; false folds what is in folders into one line each.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public async IAsyncEnumerable<LakeFile> ListAsync(
        string prefix = "", bool recursive = true, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var scan = new TreeScan { Prefix = prefix, Folders = !recursive };
        await foreach (var item in tree.ScanAsync(scan, cancellationToken).ConfigureAwait(false))
        {
            yield return LakeFile.Of(item);
        }
    }

    /// <summary>Files, bytes and tables under a prefix; costs a few nodes, however many there are.</summary>
    public ValueTask<TreeTotals> TotalsAsync(string prefix = "", CancellationToken cancellationToken = default) =>
        tree.TotalsAsync(prefix, cancellationToken);

    private async ValueTask<string> NotFoundTextAsync(string path, CancellationToken cancellationToken)
    {
        var slash = path.LastIndexOf('/');
        var names = new List<string>();
        var scan = new TreeScan { Prefix = path[..(slash + 1)], Folders = true, Limit = MostNearNames };
        await foreach (var item in tree.ScanAsync(scan, cancellationToken).ConfigureAwait(false))
        {
            if (item.IsFolder && item.Path.Value == path + "/")
            {
                return $"'{path}' at {revision} is a folder, not a file. List it with: lv ls {revision}:{path}/";
            }

            names.Add(item.Path.Value);
        }

        return $"No file '{path}' at {revision}.{NearNames.Hint(path, names)}";
    }
}
