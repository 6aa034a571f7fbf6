using Apache.Arrow;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Writing;

/// <summary>The rows to write, with the schema of the first batch known before the rest is read.</summary>
internal sealed class BatchSource : IAsyncDisposable
{
    private readonly IAsyncEnumerator<RecordBatch> batches;
    private bool hasCurrent;

    private BatchSource(IAsyncEnumerator<RecordBatch> batches) => this.batches = batches;

    /// <summary>The columns of all batches; null where there is no batch.</summary>
    public Schema? Schema { get; private set; }

    public static async ValueTask<BatchSource> OpenAsync(IAsyncEnumerable<RecordBatch> batches, CancellationToken cancellationToken)
    {
        var source = new BatchSource(batches.GetAsyncEnumerator(cancellationToken));
        source.hasCurrent = await source.batches.MoveNextAsync().ConfigureAwait(false);
        source.Schema = source.hasCurrent ? source.batches.Current.Schema : null;
        return source;
    }

    /// <summary>The batches, once.</summary>
    /// <exception cref="LakeException">Invalid: a batch has other columns than the first.</exception>
    public async IAsyncEnumerable<RecordBatch> ReadAsync()
    {
        for (; hasCurrent; hasCurrent = await batches.MoveNextAsync().ConfigureAwait(false))
        {
            CheckSame(batches.Current.Schema);
            yield return batches.Current;
        }
    }

    public ValueTask DisposeAsync() => batches.DisposeAsync();

    private void CheckSame(Schema schema)
    {
        var differs = !ReferenceEquals(schema, Schema) && (schema.FieldsList.Count != Schema!.FieldsList.Count
            || schema.FieldsList.Zip(Schema.FieldsList).Any(pair => pair.First.Name != pair.Second.Name || pair.First.DataType.TypeId != pair.Second.DataType.TypeId));
        if (differs)
        {
            throw LakeException.Invalid("A batch has other columns than the first one: all batches of a write need one schema.");
        }
    }
}
