using LakeVersion.Checks;
using LakeVersion.Comparing;
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
        var content = lake.Store.ContentOf(revision.Commit);
        view = new SnapshotView(Tree, content);
        Files = new SnapshotFiles(Tree, content, Label);
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

    /// <summary>What a later revision changed: files path by path, tables in short. Costs what differs, not what exists.</summary>
    /// <param name="later">The later revision.</param>
    /// <param name="path">Only this file, folder or table; null for all.</param>
    /// <param name="cancellationToken">Ends the comparison.</param>
    public ValueTask<LakeDifference> CompareAsync(LakeSnapshot later, string? path = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(later);
        return LakeDiff.CompareAsync(this, later, path, cancellationToken);
    }

    /// <summary>The commits that changed a file, folder or table, newest first. Where a merge took a path over from a parent, the walk goes
    /// on in that parent alone.</summary>
    /// <param name="path">The path.</param>
    /// <param name="firstParents">True follows first parents alone, so that a merge stands for what it brought.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public IAsyncEnumerable<Commit> HistoryAsync(string path, bool firstParents = false, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return lake.Log.WalkAsync(Commit, path, firstParents, cancellationToken);
    }

    /// <summary>The commit that changed a file, folder or table last; through merges, the one that they brought.</summary>
    /// <exception cref="LakeException">NotFound: nothing is at the path; near names are suggested.</exception>
    public async ValueTask<Commit> BlameAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var name = path.TrimEnd('/');
        if ((await Files.TotalsAsync(name + "/", cancellationToken).ConfigureAwait(false)).Entries == 0)
        {
            // Opening it as a file says best that it is missing.
            await using var _ = (await Files.OpenAsync(name, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        }

        await foreach (var commit in HistoryAsync(path, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            return commit;
        }

        throw LakeException.Corrupt($"The history behind {Commit.Id.Abbreviated} ends without the commit that '{path}' is from.");
    }

    /// <summary>Runs checks on the revision.</summary>
    /// <param name="checks">The checks.</param>
    /// <param name="before">What to compare with, where a check asks how much changed; null compares with nothing.</param>
    /// <param name="cancellationToken">Ends the checks.</param>
    public ValueTask<CheckReport> CheckAsync(
        IReadOnlyList<ICheck> checks, LakeSnapshot? before = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(checks);
        return CheckReport.RunAsync(checks, this, before, lake.Options.Time.GetUtcNow(), cancellationToken);
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
