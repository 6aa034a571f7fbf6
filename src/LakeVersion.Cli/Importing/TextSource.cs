using System.Runtime.CompilerServices;
using Apache.Arrow;
using LakeVersion.Cli.Local;
using LakeVersion.Outside;
using LakeVersion.Rows.Csv;
using LakeVersion.Rows.Json;

namespace LakeVersion.Cli.Importing;

/// <summary>A file of CSV or JSON.</summary>
internal sealed class TextSource : IImportSource
{
    private readonly Func<Stream> open;
    private readonly Func<CancellationToken, ValueTask<string>> content;
    private readonly CsvInput? csv;
    private readonly JsonInput? json;
    private Stream? current;

    /// <summary>A file of this machine.</summary>
    public TextSource(string name, string path, ImportFormat format, CsvOptions options)
        : this(name, new FileInfo(path).Length, () => LocalOpening.Read(path), token => SourceContent.OfFileAsync(path, token), format, options)
    {
    }

    /// <summary>An object of a store; both passes over it read the version that was found.</summary>
    public TextSource(OutsideObject source, ImportFormat format, CsvOptions options)
        : this(source.Uri, source.Info.SizeBytes, source.OpenRead, _ => ValueTask.FromResult(SourceContent.Of(source)), format, options)
    {
    }

    private TextSource(
        string name, long sizeBytes, Func<Stream> open, Func<CancellationToken, ValueTask<string>> content, ImportFormat format, CsvOptions options)
    {
        (Name, SizeBytes, this.open, this.content) = (name, sizeBytes, open, content);
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

    public ValueTask<string> ContentAsync(CancellationToken cancellationToken) => content(cancellationToken);

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
        current = open();
        return ValueTask.FromResult(current);
    }
}
