using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Log;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Checkpoints;

/// <summary>Writes the files of a V2 checkpoint into sidecars, which readers read side by side (PROTOCOL.md, "Sidecar Files").</summary>
internal sealed class SidecarWriter(IObjectStore folder, DeltaContext context, CheckpointSchema schema) : IAsyncDisposable
{
    /// <summary>Actions in one sidecar at the most.</summary>
    public const int MostRows = 262_144;

    private readonly List<SidecarFile> written = [];
    private CheckpointFile? current;
    private string name = "";

    /// <summary>The sidecars that are stored.</summary>
    public IReadOnlyList<SidecarFile> Written => written;

    /// <summary>The actions in them.</summary>
    public long Rows { get; private set; }

    /// <summary>The sidecar that the next action goes into.</summary>
    public async ValueTask<CheckpointFile> NextAsync(CancellationToken cancellationToken)
    {
        if (current?.Rows >= MostRows)
        {
            await EndAsync(cancellationToken).ConfigureAwait(false);
        }

        if (current is null)
        {
            name = $"{context.NewGuid():D}.parquet";
            current = new CheckpointFile(folder, context, StoreKey.Parse(LogKeys.SidecarFolder + name), schema, schema.Sidecar, cancellationToken);
        }

        Rows++;
        return current;
    }

    /// <summary>Closes the last one.</summary>
    public async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        if (current is { } file)
        {
            var size = await file.FinishAsync(cancellationToken).ConfigureAwait(false);
            written.Add(new SidecarFile(name, size) { ModificationTime = context.Time.GetUtcNow().ToUnixTimeMilliseconds() });
            await DisposeAsync().ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (current is { } file)
        {
            current = null;
            await file.DisposeAsync().ConfigureAwait(false);
        }
    }
}
