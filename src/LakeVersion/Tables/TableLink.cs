using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Cloning;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Writing;
using LakeVersion.Snapshots;
using LakeVersion.Storage;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Tables;

/// <summary>Makes a plain Delta table whose log names the data files of a lake where they are kept (docs/decisions/0020-links.md).</summary>
/// <remarks>
/// 1. A data file that is an object of its own, or that was adopted outside, is named by its absolute path. 2. One inside a pack has no
/// path: it is copied beside the log. 3. So are files of deletion vectors, which are small. 4. The lake must lie where other programs can
/// find it.
/// </remarks>
internal sealed class TableLink(Lake lake, LakeSnapshot at, string path)
{
    public async ValueTask<LinkReport> RunAsync(DeltaSnapshot table, IObjectStore destination, CancellationToken cancellationToken)
    {
        var files = new List<AddFile>();
        var vectors = new HashSet<StoreKey>();
        var report = new LinkReport(0, 0, 0, 0);
        foreach (var file in table.Files)
        {
            var key = FilePath.Key(file.Path);
            var place = PlaceOf(await EntryAsync(key, cancellationToken).ConfigureAwait(false));
            if (place is null)
            {
                report = Copied(report, await CopyAsync(key, destination, cancellationToken).ConfigureAwait(false)); // 2
            }

            if (TableFiles.VectorOf(file) is { } vector && vectors.Add(vector))
            {
                report = Copied(report, await CopyAsync(vector, destination, cancellationToken).ConfigureAwait(false)); // 3
            }

            files.Add(file with { Path = place ?? file.Path, DataChange = true });
            report = place is null ? report : report with { LinkedFiles = report.LinkedFiles + 1, LinkedBytes = report.LinkedBytes + file.Size };
        }

        var change = new TableExporter(lake.Tables).Prepare(table, $"{at.Label}:{path}", files, new CloneOptions { IsShallow = true });
        await TableExport.PublishAsync(lake, change, destination, cancellationToken).ConfigureAwait(false);
        return report;
    }

    private static LinkReport Copied(LinkReport report, long bytes) => report with { CopiedFiles = report.CopiedFiles + 1, CopiedBytes = report.CopiedBytes + bytes };

    // 1, 4
    private string? PlaceOf(TreeEntry entry) => (entry.External ?? entry.Place?.External) is { } outside ? outside.Uri
        : entry.Place is { Room: Room.Object } place ? FilePath.Absolute(lake.Location, place.ToKey())
        : null;

    private async ValueTask<TreeEntry> EntryAsync(StoreKey key, CancellationToken cancellationToken) =>
        await at.Tree.GetAsync(LakePath.Parse(TablePath.Prefix(path) + key.Value), cancellationToken).ConfigureAwait(false)
            ?? throw LakeException.Corrupt($"The table '{path}' at {at.Label} names the file '{key}', which is not there.");

    private async ValueTask<long> CopyAsync(StoreKey key, IObjectStore destination, CancellationToken cancellationToken)
    {
        var content = await at.Files.OpenAsync(TablePath.Prefix(path) + key.Value, cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            return await destination.PutAsync(key, content, cancellationToken).ConfigureAwait(false);
        }
    }
}
