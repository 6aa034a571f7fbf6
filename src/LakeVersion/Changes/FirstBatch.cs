using System.Runtime.CompilerServices;
using Apache.Arrow;

namespace LakeVersion.Changes;

/// <summary>A stream of batches whose first one was looked at for its columns.</summary>
internal sealed class FirstBatch : IAsyncDisposable
{
    private readonly IAsyncEnumerator<RecordBatch> batches;
    private readonly bool any;

    private FirstBatch(IAsyncEnumerator<RecordBatch> batches, bool any) => (this.batches, this.any) = (batches, any);

    /// <summary>The columns; null where there is no batch.</summary>
    public Schema? Schema => any ? batches.Current.Schema : null;

    public static async ValueTask<FirstBatch> PeekAsync(IAsyncEnumerable<RecordBatch> source, CancellationToken cancellationToken)
    {
        var batches = source.GetAsyncEnumerator(cancellationToken);
        return new FirstBatch(batches, await batches.MoveNextAsync().ConfigureAwait(false));
    }

    /// <summary>All batches, the first included. Once.</summary>
    public async IAsyncEnumerable<RecordBatch> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var more = any; more; more = await batches.MoveNextAsync().ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return batches.Current;
        }
    }

    public ValueTask DisposeAsync() => batches.DisposeAsync();
}
