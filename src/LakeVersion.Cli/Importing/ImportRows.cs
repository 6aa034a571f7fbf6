using System.Runtime.CompilerServices;
using Apache.Arrow;

namespace LakeVersion.Cli.Importing;

/// <summary>The rows of files, one file after another.</summary>
internal static class ImportRows
{
    /// <summary>Reads them; each batch is let go when the next one is asked for.</summary>
    public static async IAsyncEnumerable<RecordBatch> ReadAsync(
        IReadOnlyList<IImportSource> sources, Schema columns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var source in sources)
        {
            await foreach (var batch in source.ReadAsync(columns, _ => { }, cancellationToken))
            {
                using (batch)
                {
                    yield return batch;
                }
            }
        }
    }
}
