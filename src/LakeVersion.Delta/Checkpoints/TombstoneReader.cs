using System.Text.Json;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Checkpoints;

/// <summary>Reads removals out of a log again: replay forgets them, as nothing but a checkpoint needs them.</summary>
internal sealed class TombstoneReader(IObjectStore folder, DeltaContext context)
{
    private static readonly string[] RemoveColumn = ["remove"];
    private static readonly string[] TopColumns = ["remove", "sidecar"];

    /// <summary>The removals up to a version.</summary>
    /// <param name="files">The log, as far as the version needs it.</param>
    /// <param name="state">The state at the version; commits that it knows to remove nothing are not read.</param>
    /// <param name="expiry">Removals before this time, in milliseconds since the Unix epoch, are left out; null for none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LakeException">Corrupt: a file is damaged or gone.</exception>
    public async ValueTask<Tombstones> ReadAsync(IReadOnlyList<LogFile> files, TableState state, long? expiry, CancellationToken cancellationToken)
    {
        var found = new Tombstones(expiry);
        var segment = LogSegment.Choose(files, -1, state.Version, folder.Name);
        if (segment.Checkpoint is { } checkpoint)
        {
            foreach (var file in checkpoint.Files)
            {
                await AddAsync(file, found, cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var step in segment.Steps.Where(step => state.Growth.MayRemove(step)))
        {
            AddLines(step.Key, await LogReader.ReadAsync(folder, step.Key, cancellationToken).ConfigureAwait(false), found);
        }

        return found;
    }

    private async ValueTask AddAsync(LogFile file, Tombstones found, CancellationToken cancellationToken)
    {
        IReadOnlyList<SidecarFile> sidecars;
        if (file.Key.Value.EndsWith(".json", StringComparison.Ordinal))
        {
            var content = await LogReader.ReadAsync(folder, file.Key, cancellationToken).ConfigureAwait(false);
            AddLines(file.Key, content, found);
            sidecars = [.. ScannedCommit.Read(file.Key, content).Others.OfType<SidecarFile>()];
        }
        else
        {
            sidecars = await AddRowsAsync(file.Key, file.Info.SizeBytes, TopColumns, found, cancellationToken).ConfigureAwait(false);
        }

        foreach (var sidecar in sidecars)
        {
            await AddRowsAsync(CheckpointReader.SidecarKey(sidecar, folder.Name), sidecar.SizeBytes, RemoveColumn, found, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<IReadOnlyList<SidecarFile>> AddRowsAsync(
        StoreKey key, long sizeBytes, IReadOnlyList<string> wanted, Tombstones found, CancellationToken cancellationToken)
    {
        var sidecars = new List<SidecarFile>();
        var file = await new CheckpointReader(folder, context).OpenAsync(key, sizeBytes, cancellationToken).ConfigureAwait(false);
        await using (file.ConfigureAwait(false))
        {
            foreach (var (columns, groups) in GroupsOfInterest.Runs(file, wanted))
            {
                await foreach (var batch in file.ReadAsync(columns, groups, cancellationToken).ConfigureAwait(false))
                {
                    using (batch)
                    {
                        sidecars.AddRange(TableRows.Read(batch, key).OfType<SidecarFile>());
                        RemoveRows.Read(batch, key, found);
                    }
                }
            }
        }

        return sidecars;
    }

    // Adds, which are most lines, are told by their first field and not read further.
    private static void AddLines(StoreKey key, ReadOnlyMemory<byte> content, Tombstones found)
    {
        foreach (var line in new LogLines(content))
        {
            try
            {
                if (!line.Text.Span.StartsWith("{\"add\":{"u8) && ActionReader.Read(line.Text.Span) is RemoveFile remove)
                {
                    found.Add(remove);
                }
            }
            catch (JsonException e)
            {
                throw line.Fault(key, e);
            }
        }
    }
}
