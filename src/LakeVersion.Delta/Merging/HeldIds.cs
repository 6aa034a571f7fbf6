using System.Runtime.CompilerServices;
using Apache.Arrow;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Parquet;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Merging;

/// <summary>Reads row ids that files hold in a column of their own. Only rows that were written again have it.</summary>
/// <param name="definition">The table, which names the column.</param>
/// <param name="context">The engine.</param>
internal sealed class HeldIds(TableDefinition definition, DeltaContext context)
{
    private readonly string? column = definition.Metadata.Configuration.GetValueOrDefault(RowTracking.IdColumnProperty);

    /// <summary>True where one of the files has the column.</summary>
    public async ValueTask<bool> ExistAsync(IObjectStore folder, IReadOnlyList<AddFile> files, CancellationToken cancellationToken)
    {
        foreach (var file in column is { Length: > 0 } ? files : [])
        {
            var source = await OpenAsync(folder, file, cancellationToken).ConfigureAwait(false);
            await using (source.ConfigureAwait(false))
            {
                if (source.Schema.GetFieldIndex(column!) >= 0)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The ids, those of deleted rows among them.</summary>
    public async IAsyncEnumerable<long> ReadAsync(IObjectStore folder, IReadOnlyList<AddFile> files, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var file in column is { Length: > 0 } ? files : [])
        {
            var source = await OpenAsync(folder, file, cancellationToken).ConfigureAwait(false);
            await using (source.ConfigureAwait(false))
            {
                if (source.Schema.GetFieldIndex(column!) < 0)
                {
                    continue;
                }

                await foreach (var batch in source.ReadAsync([column!], null, cancellationToken).ConfigureAwait(false))
                {
                    using var owned = batch;
                    var ids = (Int64Array)batch.Column(0);
                    for (var row = 0; row < ids.Length; row++)
                    {
                        if (ids.GetValue(row) is { } id)
                        {
                            yield return id;
                        }
                    }
                }
            }
        }
    }

    private ValueTask<IParquetFile> OpenAsync(IObjectStore folder, AddFile file, CancellationToken cancellationToken)
    {
        var (store, key) = new FileLocator(folder, context.AbsoluteFiles).Find(file.Path);
        return context.Parquet.OpenAsync(store, key, file.Size, cancellationToken);
    }
}
