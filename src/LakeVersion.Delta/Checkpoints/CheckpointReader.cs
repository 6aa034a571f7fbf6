using Apache.Arrow;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Files;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Parquet;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Checkpoints;

/// <summary>What a checkpoint says, tombstones of removed files left out.</summary>
/// <param name="Others">Protocol, metadata, txns and domains.</param>
/// <param name="Blocks">The files.</param>
internal sealed record CheckpointContent(IReadOnlyList<DeltaAction> Others, IReadOnlyList<FileBlock> Blocks)
{
    /// <summary>The files beside the checkpoint's own that it was read from.</summary>
    public IReadOnlyList<StoreKey> Sidecars { get; init; } = [];

    /// <summary>The length of all its files, in bytes.</summary>
    public long SizeBytes { get; init; }
}

/// <summary>Reads checkpoints of all kinds (PROTOCOL.md, "Checkpoints"): their parts, and the sidecars that they name.</summary>
internal sealed class CheckpointReader(IObjectStore folder, DeltaContext context)
{
    private const int AtOnce = 4;

    // What a footer states is not believed beyond.
    private const int MostExpected = 1 << 20;

    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="state">Takes the first files of the content while the rest is read, where they come in order; null for nobody.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LakeException">Corrupt: a file is damaged or gone. Unsupported: it uses Parquet in a way that is not read.</exception>
    public async ValueTask<CheckpointContent> ReadAsync(Checkpoint checkpoint, StateBuilder? state, CancellationToken cancellationToken)
    {
        var taker = checkpoint.Files.Count == 1 ? state : null;
        var parts = await ReadAllAsync(checkpoint.Files, (file, token) => ReadPartAsync(file, taker, token), cancellationToken).ConfigureAwait(false);
        var others = parts.SelectMany(part => part.Others).ToList();
        var named = others.OfType<SidecarFile>().ToList();
        var sidecars = await ReadAllAsync(named, ReadSidecarAsync, cancellationToken).ConfigureAwait(false);
        return new CheckpointContent([.. others.Where(action => action is not SidecarFile)], [.. parts.Concat(sidecars).SelectMany(part => part.Blocks)])
        {
            Sidecars = [.. named.Select(sidecar => SidecarKey(sidecar, folder.Name)).Distinct()],
            SizeBytes = checkpoint.Files.Sum(file => file.Info.SizeBytes) + named.Sum(sidecar => sidecar.SizeBytes),
        };
    }

    /// <summary>Where a sidecar lies.</summary>
    /// <exception cref="LakeException">Corrupt: its path is no name.</exception>
    public static StoreKey SidecarKey(SidecarFile sidecar, string table)
    {
        // Sidecars lie in one folder, whatever else their paths say.
        var name = FilePath.Decode(sidecar.Path);
        name = name[(name.LastIndexOf('/') + 1)..];
        return StoreKey.TryParse(LogKeys.SidecarFolder + name, out var key)
            ? key
            : throw LakeException.Corrupt($"A checkpoint of {table} names the sidecar '{sidecar.Path}', which is not a name.");
    }

    /// <summary>The sidecars that a checkpoint names; the files in them are not read.</summary>
    /// <exception cref="LakeException">Corrupt: a file is damaged or gone.</exception>
    public async ValueTask<IReadOnlyList<StoreKey>> SidecarsAsync(Checkpoint checkpoint, CancellationToken cancellationToken)
    {
        var others = new List<DeltaAction>();
        foreach (var file in checkpoint.Files)
        {
            if (file.Key.Value.EndsWith(".json", StringComparison.Ordinal))
            {
                others.AddRange((await ReadPartAsync(file, null, cancellationToken).ConfigureAwait(false)).Others);
            }
            else
            {
                others.AddRange((await ReadParquetAsync(file.Key, file.Info.SizeBytes, ["sidecar"], null, cancellationToken).ConfigureAwait(false)).Others);
            }
        }

        return [.. others.OfType<SidecarFile>().Select(sidecar => SidecarKey(sidecar, folder.Name))];
    }

    /// <summary>Opens a file of a checkpoint.</summary>
    /// <exception cref="LakeException">Corrupt: it is gone, or damaged.</exception>
    public async ValueTask<IParquetFile> OpenAsync(StoreKey key, long sizeBytes, CancellationToken cancellationToken)
    {
        try
        {
            return await context.Parquet.OpenAsync(folder, key, sizeBytes, cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.NotFound)
        {
            throw LakeException.Corrupt($"{key} of {folder.Name} belongs to a checkpoint and is gone.", e);
        }
    }

    private async ValueTask<CheckpointContent[]> ReadAllAsync<T>(
        IReadOnlyList<T> files, Func<T, CancellationToken, ValueTask<CheckpointContent>> read, CancellationToken cancellationToken)
    {
        var found = new CheckpointContent[files.Count];
        await context.Background.ForAsync(
            files.Count, AtOnce, async (i, token) => found[i] = await read(files[i], token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        return found;
    }

    private async ValueTask<CheckpointContent> ReadPartAsync(LogFile file, StateBuilder? taker, CancellationToken cancellationToken)
    {
        if (!file.Key.Value.EndsWith(".json", StringComparison.Ordinal))
        {
            return await ReadParquetAsync(file.Key, file.Info.SizeBytes, ["add", .. TableRows.Columns], taker, cancellationToken).ConfigureAwait(false);
        }

        var content = await LogReader.ReadAsync(folder, file.Key, cancellationToken).ConfigureAwait(false);
        var scanned = ScannedCommit.Read(file.Key, content);
        return new CheckpointContent(scanned.Others, scanned.Blocks);
    }

    private ValueTask<CheckpointContent> ReadSidecarAsync(SidecarFile sidecar, CancellationToken cancellationToken) =>
        ReadParquetAsync(SidecarKey(sidecar, folder.Name), sidecar.SizeBytes, ["add"], null, cancellationToken);

    private async ValueTask<CheckpointContent> ReadParquetAsync(
        StoreKey key, long sizeBytes, IReadOnlyList<string> columns, StateBuilder? taker, CancellationToken cancellationToken)
    {
        var file = await OpenAsync(key, sizeBytes, cancellationToken).ConfigureAwait(false);
        await using (file.ConfigureAwait(false))
        {
            taker?.Expect((int)Math.Min(file.RowCount, MostExpected));
            var packing = new List<Task<Packed>>();
            try
            {
                foreach (var (wanted, groups) in GroupsOfInterest.Runs(file, columns))
                {
                    await foreach (var batch in file.ReadAsync(wanted, groups, cancellationToken).ConfigureAwait(false))
                    {
                        // While one batch is packed the next one is decoded.
                        var before = packing.Count > 0 ? packing[^1] : null;
                        packing.Add(context.Background.RunAsync(() => PackAsync(batch, key, taker, before)));
                        await (packing.Count > 1 ? packing[^2] : Task.CompletedTask).ConfigureAwait(false);
                    }
                }
            }
            finally
            {
                await ((Task)Task.WhenAll(packing)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            var packed = await Task.WhenAll(packing).ConfigureAwait(false);
            return new CheckpointContent([.. packed.SelectMany(part => part.Others)], [.. packed.Select(part => part.Block).OfType<FileBlock>()]);
        }
    }

    // In order: the one before is taken first.
    private static async Task<Packed> PackAsync(RecordBatch batch, StoreKey key, StateBuilder? taker, Task<Packed>? before)
    {
        var packed = Pack(batch, key);
        if (taker is not null && packed.Block is { } block)
        {
            await (before ?? Task.CompletedTask).ConfigureAwait(false);
            taker.Take(block, key);
        }

        return packed;
    }

    private static Packed Pack(RecordBatch batch, StoreKey key)
    {
        var keeps = false;
        try
        {
            return new Packed([.. TableRows.Read(batch, key)], FileRows.Read(batch, key, out keeps));
        }
        finally
        {
            if (!keeps)
            {
                batch.Dispose();
            }
        }
    }

    private sealed record Packed(List<DeltaAction> Others, FileBlock? Block);
}
