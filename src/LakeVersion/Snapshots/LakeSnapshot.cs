using LakeVersion.Storage;
using LakeVersion.Tables;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Revisions;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Snapshots;

/// <summary>A lake at one revision: immutable, safe to share between threads.</summary>
public sealed class LakeSnapshot
{
    private readonly Lake lake;
    private readonly SnapshotView view;

    internal LakeSnapshot(Lake lake, ResolvedRevision revision)
    {
        this.lake = lake;
        Revision = revision;
        Tree = lake.Store.TreeOf(revision.Commit);
        view = new SnapshotView(Tree, lake.Store.Content);
        Files = new SnapshotFiles(Tree, lake.Store.Content, Label);
    }

    /// <summary>The commit.</summary>
    public Commit Commit => Revision.Commit;

    /// <summary>What the revision was resolved to.</summary>
    public ResolvedRevision Revision { get; }

    /// <summary>The files.</summary>
    public SnapshotFiles Files { get; }

    /// <summary>The tree below files and tables.</summary>
    public Tree Tree { get; }

    internal string Label => Revision.Name is { } name ? name.Name : Commit.Id.Abbreviated;

    /// <summary>A table by path. Nothing is read yet.</summary>
    /// <exception cref="LakeException">Invalid: no table can have the path.</exception>
    public SnapshotTable Table(string path)
    {
        TablePath.Check(path);
        return new SnapshotTable(lake, this, view, path);
    }

    /// <summary>The paths of the tables, in path order.</summary>
    public async ValueTask<IReadOnlyList<string>> TablesAsync(CancellationToken cancellationToken = default)
    {
        var tables = new List<string>();
        await foreach (var item in Tree.ScanAsync(new TreeScan { TablesOnly = true }, cancellationToken).ConfigureAwait(false))
        {
            tables.Add(TablePath.OfLogFile(item.Path.Value));
        }

        return tables;
    }
}
