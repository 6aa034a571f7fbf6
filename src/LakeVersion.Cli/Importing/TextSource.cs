using System.Runtime.CompilerServices;
using Apache.Arrow;
using LakeVersion.Cli.Local;
using LakeVersion.Rows.Csv;
using LakeVersion.Rows.Json;

namespace LakeVersion.Cli.Importing;

/// <summary>A file of CSV or JSON.</summary>
internal sealed class TextSource : IImportSource
{
    private readonly string path;
    private readonly CsvInput? csv;
    private readonly JsonInput? json;
    private FileStream? current;

    public TextSource(string name, string path, ImportFormat format, CsvOptions options)
    {
        (Name, this.path) = (name, path);
        SizeBytes = new FileInfo(path).Length;
        if (format == ImportFormat.Json)
        {
            json = new JsonInput(Open, name);
        }
        else
        {
            csv = new CsvInput(Open, name, format == ImportFormat.Tsv ? options with { Delimiter = '\t' } : options);
        }
    }

    public string Name { get; }

    public long SizeBytes { get; }

    public bool IsTyped => false;

    public ValueTask<Schema> SchemaAsync(CancellationToken cancellationToken) =>
        csv?.InferAsync(cancellationToken) ?? json!.InferAsync(cancellationToken);

    public async IAsyncEnumerable<RecordBatch> ReadAsync(Schema schema, Action<double> step, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var told = 0L;
        await foreach (var batch in csv?.ReadAsync(schema, cancellationToken) ?? json!.ReadAsync(schema, cancellationToken))
        {
            var read = current is { CanRead: true } file ? file.Position : SizeBytes;
            step(read - told);
            told = read;
            yield return batch;
        }
    }

    public ValueTask DisposeAsync() => current?.DisposeAsync() ?? ValueTask.CompletedTask;

    private ValueTask<Stream> Open(CancellationToken cancellationToken)
    {
        current = LocalOpening.Read(path);
        return ValueTask.FromResult<Stream>(current);
    }
}
