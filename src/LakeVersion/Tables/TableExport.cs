using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Writing;
using LakeVersion.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Tables;

/// <summary>Copies a table out of a lake as a plain Delta table.</summary>
internal sealed class TableExport(Lake lake, LakeSnapshot at, string path)
{
    /// <summary>Copies the data files and the files of their deletion vectors byte by byte, then creates a log of one version; without the log there is no table.</summary>
    public async ValueTask RunAsync(DeltaSnapshot table, IObjectStore destination, Action<long>? copied, CancellationToken cancellationToken)
    {
        var change = new TableExporter(lake.Tables).Prepare(table, $"{at.Label}:{path}");
        var vectors = new HashSet<StoreKey>();
        foreach (var file in table.Files)
        {
            await CopyAsync(FilePath.Key(file.Path), destination, cancellationToken).ConfigureAwait(false);
            if (TableFiles.VectorOf(file) is { } vector && vectors.Add(vector))
            {
                await CopyAsync(vector, destination, cancellationToken).ConfigureAwait(false);
            }

            copied?.Invoke(file.Size);
        }

        await PublishAsync(lake, change, destination, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Creates the first version of a log outside of the lake.</summary>
    /// <exception cref="LakeException">Conflict: a table is there. Unknown: it is not known whether it was created.</exception>
    public static async ValueTask PublishAsync(Lake lake, DeltaTransaction change, IObjectStore destination, CancellationToken cancellationToken)
    {
        var staged = change.Stage(await lake.Store.StoreTimeAsync(cancellationToken).ConfigureAwait(false));
        var outcome = await destination.CreateAsync(staged.Key, staged.Content, cancellationToken).ConfigureAwait(false);
        if (outcome.Result == CreateResult.Created)
        {
            return;
        }

        // What stands there counts: a store that repeats a request by itself may say "exists" of this very log, or nothing clear.
        var found = await destination.GetAsync(staged.Key, cancellationToken).ConfigureAwait(false);
        if (found is not { } log)
        {
            throw new LakeException(
                LakeErrorKind.Unknown,
                $"It is not known whether the table was exported to {destination.Name}: no clear answer came for {staged.Key}. Look whether it is there before repeating the export.",
                outcome.Cause);
        }

        if (!log.Span.SequenceEqual(staged.Content.Span))
        {
            throw LakeException.Conflict($"{destination.Name} holds a table already.");
        }
    }

    private async ValueTask CopyAsync(StoreKey key, IObjectStore destination, CancellationToken cancellationToken)
    {
        var content = await at.Files.OpenAsync(TablePath.Prefix(path) + key.Value, cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            await destination.PutAsync(key, content, cancellationToken).ConfigureAwait(false);
        }
    }
}
