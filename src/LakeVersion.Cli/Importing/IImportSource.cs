using Apache.Arrow;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Importing;

/// <summary>A local file as a source of rows.</summary>
internal interface IImportSource : IAsyncDisposable
{
    /// <summary>The file as the user named it.</summary>
    string Name { get; }

    /// <summary>The file's length, for progress.</summary>
    long SizeBytes { get; }

    /// <summary>True where the types stand in the file; false where they are inferred.</summary>
    bool IsTyped { get; }

    /// <summary>What the content is known by, whatever its name: a digest, or what its store calls it.</summary>
    ValueTask<string> ContentAsync(CancellationToken cancellationToken);

    /// <summary>The columns, stored or inferred.</summary>
    /// <exception cref="LakeException">Invalid: the file is malformed; the message names the place.</exception>
    ValueTask<Schema> SchemaAsync(CancellationToken cancellationToken);

    /// <summary>Reads the rows by a schema.</summary>
    /// <param name="schema">The columns wanted.</param>
    /// <param name="step">Told the bytes just read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="LakeException">Invalid: a value does not fit; the message names the place.</exception>
    IAsyncEnumerable<RecordBatch> ReadAsync(Schema schema, Action<double> step, CancellationToken cancellationToken);
}
