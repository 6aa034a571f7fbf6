using System.Runtime.CompilerServices;
using Apache.Arrow;
using LakeVersion.Outside;
using LakeVersion.Parquet;
using LakeVersion.Rows.Cells;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Importing;

/// <summary>A Parquet file: read by row groups, whatever its size.</summary>
internal sealed class ParquetSource : IImportSource
{
    private readonly IParquetFile file;
    private readonly Func<CancellationToken, ValueTask<string>> content;

    private ParquetSource(string name, long sizeBytes, IParquetFile file, Func<CancellationToken, ValueTask<string>> content) =>
        (Name, SizeBytes, this.file, this.content) = (name, sizeBytes, file, content);

    public string Name { get; }

    public long SizeBytes { get; }

    public bool IsTyped => true;

    /// <summary>Opens a local file by its footer.</summary>
    /// <exception cref="LakeException">Invalid: it is no Parquet file, or a damaged one.</exception>
    public static ValueTask<ParquetSource> OpenAsync(string name, string path, IParquetEngine engine, CancellationToken cancellationToken) =>
        OpenAsync(
            name,
            new LocalFolderStore(Path.GetDirectoryName(path)!),
            StoreKey.Parse(Path.GetFileName(path)),
            new FileInfo(path).Length,
            token => SourceContent.OfFileAsync(path, token),
            engine,
            cancellationToken);

    /// <summary>Opens an object of a store by its footer.</summary>
    /// <exception cref="LakeException">Invalid: it is no Parquet file, or a damaged one.</exception>
    public static ValueTask<ParquetSource> OpenAsync(OutsideObject source, IParquetEngine engine, CancellationToken cancellationToken) =>
        OpenAsync(
            source.Uri, new PinnedObject(source), source.Key, source.Info.SizeBytes, _ => ValueTask.FromResult(SourceContent.Of(source)), engine, cancellationToken);

    private static async ValueTask<ParquetSource> OpenAsync(
        string name,
        IObjectStore folder,
        StoreKey key,
        long size,
        Func<CancellationToken, ValueTask<string>> content,
        IParquetEngine engine,
        CancellationToken cancellationToken)
    {
        try
        {
            return new ParquetSource(name, size, await engine.OpenAsync(folder, key, size, cancellationToken), content);
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Corrupt)
        {
            // The damage is in the user's file, not in the lake.
            var own = key.Value + ": ";
            throw LakeException.Invalid($"{name}: {(e.Message.StartsWith(own, StringComparison.Ordinal) ? e.Message[own.Length..] : e.Message)}", e);
        }
    }

    public ValueTask<string> ContentAsync(CancellationToken cancellationToken) => content(cancellationToken);

    public ValueTask<Schema> SchemaAsync(CancellationToken cancellationToken) => ValueTask.FromResult(file.Schema);

    public async IAsyncEnumerable<RecordBatch> ReadAsync(Schema schema, Action<double> step, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CheckSame(schema);
        var bytesPerRow = file.RowCount == 0 ? 0 : (double)SizeBytes / file.RowCount;
        await foreach (var batch in file.ReadAsync([.. schema.FieldsList.Select(field => field.Name)], null, cancellationToken))
        {
            step(batch.Length * bytesPerRow);
            yield return batch;
        }
    }

    public ValueTask DisposeAsync() => file.DisposeAsync();

    // The batches of one write have one schema; which file strays is worth saying.
    private void CheckSame(Schema schema)
    {
        foreach (var field in file.Schema.FieldsList)
        {
            var index = schema.GetFieldIndex(field.Name);
            var (found, expected) = (TypeText.Of(field.DataType), index < 0 ? "none" : TypeText.Of(schema.GetFieldByIndex(index).DataType));
            if (found != expected)
            {
                throw LakeException.Invalid($"{Name}: column '{field.Name}': expected {expected} as in the first file, found {found}. Import files of other columns one by one.");
            }
        }

        if (schema.FieldsList.FirstOrDefault(field => file.Schema.GetFieldIndex(field.Name) < 0) is { } missing)
        {
            throw LakeException.Invalid($"{Name}: expected a column '{missing.Name}' as in the first file, found none. Import files of other columns one by one.");
        }
    }
}
