using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Json;

/// <summary>A file of JSON objects, in one array or one after the other (JSON lines), as a source of record batches.</summary>
/// <remarks>
/// Which of the two it is shows in its first character. It is read object by object: memory holds a batch, not the file.
/// Errors are <see cref="LakeException"/> of the kind Invalid: malformed JSON by file, line and byte on it (both from 1), a
/// value of the wrong type by file, number of the record (from 1) and path.
/// </remarks>
public sealed class JsonInput
{
    private readonly Func<CancellationToken, ValueTask<Stream>> open;
    private readonly string name;
    private readonly int batchRows;

    /// <summary>A file that can be opened again and again: inference and reading are two passes.</summary>
    /// <param name="open">Opens the file at its beginning; the stream is disposed after each pass.</param>
    /// <param name="name">The file's name, for messages.</param>
    /// <param name="batchRows">Rows in a batch at the most.</param>
    public JsonInput(Func<CancellationToken, ValueTask<Stream>> open, string name, int batchRows = 65_536)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchRows, 1);
        (this.open, this.name, this.batchRows) = (open, name, batchRows);
    }

    /// <summary>The schema that fits every record, its columns in the order in which they first appear, all nullable.</summary>
    /// <remarks>
    /// Booleans, whole numbers (long), other numbers (double, which also takes long), strings, objects (struct) and arrays
    /// (list). Scalars that conflict become strings; a scalar against an object or array is an error. What is only ever null,
    /// and the element of arrays that are always empty, is a string.
    /// </remarks>
    public async ValueTask<Schema> InferAsync(CancellationToken cancellationToken = default)
    {
        var root = new JsonShape();
        await foreach (var (number, record) in RecordsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (root.Add(record, "") is { } fault)
            {
                throw LakeException.Invalid(string.Create(CultureInfo.InvariantCulture, $"{name}, record {number}: {fault}."));
            }
        }

        return new Schema(root.Fields(), null);
    }

    /// <summary>Reads the file by a schema.</summary>
    /// <remarks>A nullable column that a record lacks is null; a name that the schema lacks is an error.</remarks>
    public async IAsyncEnumerable<RecordBatch> ReadAsync(
        Schema schema, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var rows = new JsonStructColumn(new StructType([.. schema.FieldsList]), "");
        await foreach (var (number, record) in RecordsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (rows.Append(record) is { } fault)
            {
                throw LakeException.Invalid(string.Create(CultureInfo.InvariantCulture, $"{name}, record {number}: {fault}."));
            }

            if (rows.Length == batchRows)
            {
                yield return Batch(schema, rows);
            }
        }

        if (rows.Length > 0)
        {
            yield return Batch(schema, rows);
        }
    }

    private static RecordBatch Batch(Schema schema, JsonStructColumn rows)
    {
        var length = rows.Length;
        return new RecordBatch(schema, rows.BuildChildren(), length);
    }

    private async IAsyncEnumerable<(long Number, JsonElement Record)> RecordsAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stream = await open(cancellationToken).ConfigureAwait(false);
        await using var owned = stream.ConfigureAwait(false);
        var (source, isArray) = await JsonStart.DetectAsync(stream, cancellationToken).ConfigureAwait(false);
        if (source is null)
        {
            yield break;
        }

        var type = JsonElementContext.Default.JsonElement;
        var records = JsonSerializer.DeserializeAsyncEnumerable(source, type, topLevelValues: !isArray, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        await using var ownedRecords = records.ConfigureAwait(false);
        for (long number = 1; await NextAsync(records).ConfigureAwait(false); number++)
        {
            if (records.Current.ValueKind != JsonValueKind.Object)
            {
                throw LakeException.Invalid(string.Create(
                    CultureInfo.InvariantCulture, $"{name}, record {number}: expected an object, found {JsonWords.Of(records.Current)}."));
            }

            yield return (number, records.Current);
        }
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<JsonElement> records)
    {
        try
        {
            return await records.MoveNextAsync().ConfigureAwait(false);
        }
        catch (JsonException error)
        {
            var message = error.Message.Split(" Path:")[0].Split(" LineNumber:")[0].TrimEnd('.', ' ');
            throw LakeException.Invalid(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}, line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}: malformed JSON: {message}."),
                error);
        }
    }
}
