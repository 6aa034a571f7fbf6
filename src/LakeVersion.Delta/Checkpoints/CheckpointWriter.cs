using System.Text;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Checkpoints;

/// <summary>Writes the state of a table as a checkpoint, and the hint that names it (PROTOCOL.md, "Checkpoints").</summary>
/// <remarks>
/// (1) Tables whose <c>delta.checkpointPolicy</c> is <c>v2</c> get one named by a UUID: a short file of JSON, which a reader reads whole
/// anyway and which keeps fields that nobody here knows, with the files in sidecars. All others get one in one file of Parquet.
/// (2) Rows go from where the files are packed into batches, and out with every row group: memory does not grow with the table.
/// (3) The hint is never set back by a checkpoint of an older version. (4) Tombstones keep a vacuum from what earlier versions of the log need:
/// a log that begins here has none.
/// </remarks>
/// <param name="folder">The table's folder.</param>
/// <param name="context">Engine, clock and ids.</param>
/// <param name="beginsLog">True where the log is to begin at the checkpoint.</param>
internal sealed class CheckpointWriter(IObjectStore folder, DeltaContext context, bool beginsLog = false)
{
    private const string PolicyProperty = "delta.checkpointPolicy";

    /// <summary>Writes a checkpoint of a version, in the place of one that is there.</summary>
    /// <exception cref="LakeException">Unsupported: the table uses a feature that is unknown here, or holds a field that no checkpoint can
    /// hold. Corrupt: the log is damaged.</exception>
    public async ValueTask<CheckpointResult> WriteAsync(DeltaSnapshot table, CancellationToken cancellationToken)
    {
        TableFeatures.CheckMaintainable(table.Protocol, table.Metadata, folder.Name);
        CheckHoldable(table);
        var now = context.Time.GetUtcNow();
        var removed = beginsLog ? [] : await RemovedAsync(table, now, cancellationToken).ConfigureAwait(false); // 4
        var own = Own(table, now);
        var written = IsV2(table)
            ? await WriteV2Async(table, own, removed, cancellationToken).ConfigureAwait(false)
            : await WriteClassicAsync(table, own, removed, cancellationToken).ConfigureAwait(false);
        await LastCheckpoint.WriteAsync(folder, written, cancellationToken).ConfigureAwait(false); // 3
        return written;
    }

    private async ValueTask<IEnumerable<RemoveFile>> RemovedAsync(DeltaSnapshot table, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var files = await ListAsync(table, cancellationToken).ConfigureAwait(false);
        var expiry = RetentionTime.OrNever(table.Properties, RetentionTime.Files, RetentionTime.DefaultFiles) is { } kept ? Before(now, kept) : (long?)null;
        var tombstones = await new TombstoneReader(folder, context).ReadAsync(files, table.State, expiry, cancellationToken).ConfigureAwait(false);
        return tombstones.NotIn(table.State.Files);
    }

    // Before anything is written. The log's commits keep what a checkpoint would drop.
    private void CheckHoldable(DeltaSnapshot table)
    {
        foreach (var (block, row) in table.State.Files.Places())
        {
            if (block.Extras(row)?.OtherFields is { Count: > 0 } others)
            {
                throw LakeException.Unsupported(
                    $"The file '{Encoding.UTF8.GetString(block.Path(row))}' of {folder.Name} has the field '{others.Keys.First()}', which a checkpoint cannot hold.");
            }
        }

        if (table.Metadata.OtherFields is { Count: > 0 } more && !IsV2(table))
        {
            throw LakeException.Unsupported($"The metadata of {folder.Name} has the field '{more.Keys.First()}', which a classic checkpoint cannot hold.");
        }
    }

    private static bool IsV2(DeltaSnapshot table) =>
        table.Properties.GetValueOrDefault(PolicyProperty) == "v2" && TableFeatures.Lists(table.Protocol, TableFeatures.V2Checkpoint);

    // From the checkpoint on that is known; from the beginning where that one was cleaned up.
    private async ValueTask<List<LogFile>> ListAsync(DeltaSnapshot table, CancellationToken cancellationToken)
    {
        var from = Math.Max(0, table.State.Growth.CheckpointVersion);
        var files = await LogListing.ListAsync(folder, from, cancellationToken).ConfigureAwait(false);
        return from == 0 || Checkpoint.Of(files).Any(checkpoint => checkpoint.Version <= table.Version)
            ? files
            : await LogListing.ListAsync(folder, 0, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<CheckpointResult> WriteClassicAsync(
        DeltaSnapshot table, List<DeltaAction> own, IEnumerable<RemoveFile> removed, CancellationToken cancellationToken)
    {
        var schema = new CheckpointSchema(table);
        var key = StoreKey.Parse(LogKeys.Stem(table.Version) + ".checkpoint.parquet");
        var file = new CheckpointFile(folder, context, key, schema, schema.Whole, cancellationToken);
        await using (file.ConfigureAwait(false))
        {
            foreach (var batch in TableColumns.Batches(schema.Whole, own))
            {
                await file.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
            }

            foreach (var (block, row) in table.State.Files.Places())
            {
                await file.AddAsync(block, row, cancellationToken).ConfigureAwait(false);
            }

            foreach (var remove in removed)
            {
                await file.RemoveAsync(remove, cancellationToken).ConfigureAwait(false);
            }

            var size = await file.FinishAsync(cancellationToken).ConfigureAwait(false);
            return new CheckpointResult(table.Version, key.Value, file.Rows, table.State.Files.Count, size);
        }
    }

    private async ValueTask<CheckpointResult> WriteV2Async(
        DeltaSnapshot table, List<DeltaAction> own, IEnumerable<RemoveFile> removed, CancellationToken cancellationToken)
    {
        var sidecars = new SidecarWriter(folder, context, new CheckpointSchema(table));
        await using (sidecars.ConfigureAwait(false))
        {
            foreach (var (block, row) in table.State.Files.Places())
            {
                await (await sidecars.NextAsync(cancellationToken).ConfigureAwait(false)).AddAsync(block, row, cancellationToken).ConfigureAwait(false);
            }

            foreach (var remove in removed)
            {
                await (await sidecars.NextAsync(cancellationToken).ConfigureAwait(false)).RemoveAsync(remove, cancellationToken).ConfigureAwait(false);
            }

            await sidecars.EndAsync(cancellationToken).ConfigureAwait(false);
        }

        // Only a checkpoint whose sidecars are all stored may appear.
        var content = ActionWriter.Write([new CheckpointMetadata(table.Version), .. own, .. sidecars.Written]);
        var key = StoreKey.Parse($"{LogKeys.Stem(table.Version)}.checkpoint.{context.NewGuid():D}.json");
        await folder.PutAsync(key, content, cancellationToken).ConfigureAwait(false);
        return new CheckpointResult(
            table.Version,
            key.Value,
            1 + own.Count + sidecars.Written.Count + sidecars.Rows,
            table.State.Files.Count,
            content.Length + sidecars.Written.Sum(sidecar => sidecar.SizeBytes));
    }

    /// <summary>All actions that are no files; applications that were silent for too long are left out.</summary>
    private static List<DeltaAction> Own(DeltaSnapshot table, DateTimeOffset now)
    {
        var oldest = RetentionTime.OrNever(table.Properties, RetentionTime.Applications, null) is { } kept ? Before(now, kept) : long.MinValue;
        return
        [
            table.Protocol,
            table.Metadata,
            .. table.Transactions.Values.Where(txn => !(txn.LastUpdated < oldest)).OrderBy(txn => txn.AppId, StringComparer.Ordinal),
            .. table.Domains.Values.OrderBy(domain => domain.Domain, StringComparer.Ordinal),
        ];
    }

    private static long Before(DateTimeOffset now, TimeSpan time) =>
        (long)Math.Max(long.MinValue / 2, now.ToUnixTimeMilliseconds() - time.TotalMilliseconds);
}
