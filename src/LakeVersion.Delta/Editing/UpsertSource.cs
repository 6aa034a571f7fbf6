using System.Security.Cryptography;
using Apache.Arrow;
using LakeVersion.Delta.Reading;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Rows.Kernels;
using LakeVersion.Rows.Output;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Editing;

/// <summary>The rows of an upsert's source, held in memory, and their keys.</summary>
internal sealed class UpsertSource
{
    // A few keys are looked for one by one, which leaves out more than their range does.
    private const int FewKeys = 64;

    private readonly IReadOnlyList<string> keys;

    private UpsertSource(RecordBatch rows, IReadOnlyList<string> keys, string digest)
    {
        (Rows, this.keys, Digest) = (rows, keys, digest);
        Index = KeyIndex.Of(rows, keys);
    }

    /// <summary>All rows, with the source's columns; those of the table in its types.</summary>
    public RecordBatch Rows { get; }

    /// <summary>Finds rows by key.</summary>
    public KeyIndex Index { get; }

    /// <summary>What the rows are, as SHA-256 in hexadecimal digits: equal for equal rows in equal order, however they were divided.</summary>
    public string Digest { get; }

    /// <summary>Reads the source to its end.</summary>
    /// <param name="batches">The rows; they stay the caller's.</param>
    /// <param name="keys">The columns of the key.</param>
    /// <param name="expressions">What may name columns that the table does not have.</param>
    /// <param name="table">The table.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="LakeException">Invalid: a column that is missing, unknown or of a type that does not fit; several rows of one key.
    /// Unsupported: more than 2 GiB of text in a column, or a type that has no keys.</exception>
    public static async ValueTask<UpsertSource> ReadAsync(
        IAsyncEnumerable<RecordBatch> batches, IReadOnlyList<string> keys, IReadOnlyList<ValueExpression> expressions, DeltaSnapshot table, CancellationToken cancellationToken)
    {
        var source = await BatchSource.OpenAsync(batches, cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            CheckKeys(keys, source.Schema, table);
            CheckColumns(source.Schema, expressions, table);
            var held = new List<RecordBatch>();
            await foreach (var batch in source.ReadAsync().ConfigureAwait(false))
            {
                cancellationToken.ThrowIfCancellationRequested();
                held.Add(Copy(batch, table));
            }

            var rows = Join(held, table);
            return new UpsertSource(rows, keys, await DigestAsync(rows, cancellationToken).ConfigureAwait(false));
        }
    }

    /// <summary>What every row of the table passes whose key the source may have.</summary>
    public Predicate KeyRange()
    {
        var reader = new KeyReader(Rows, keys);
        var keyed = Enumerable.Range(0, Rows.Length).Where(row => reader.TryRead(row, out _)).ToArray();
        return keyed.Length == 0 ? new Truth(false) : Predicate.All(keys.Select(name => Range(name, Rows.Column(Rows.Schema.GetFieldIndex(name)), keyed)));
    }

    private static Predicate Range(string name, IArrowArray column, int[] rows)
    {
        if (ColumnScalars.KindOf(column.Data.DataType) is null)
        {
            return new Truth(true);
        }

        var path = ColumnPath.Of(name);
        if (rows.Length <= FewKeys)
        {
            return path.In([.. rows.Select(row => ColumnScalars.Read(column, row)).Distinct()]);
        }

        var (least, greatest) = (ColumnScalars.Read(column, rows[0]), ColumnScalars.Read(column, rows[0]));
        foreach (var row in rows)
        {
            var value = ColumnScalars.Read(column, row);
            least = Scalar.Compare(value, least) < 0 ? value : least;
            greatest = Scalar.Compare(value, greatest) > 0 ? value : greatest;
        }

        return path.Between(least, greatest);
    }

    private static void CheckKeys(IReadOnlyList<string> keys, Schema? source, DeltaSnapshot table)
    {
        if (keys.Count == 0 || keys.Distinct(StringComparer.Ordinal).Count() < keys.Count)
        {
            throw LakeException.Invalid("An upsert needs one key column at least, and each once.");
        }

        foreach (var key in keys)
        {
            var column = table.TableSchema.Find(key) ?? throw LakeException.Invalid(
                $"{table.Folder.Name} has no key column '{key}'." + NearNames.Hint(key, table.TableSchema.Fields.Select(field => field.Name)));
            if (source is not null && source.GetFieldIndex(key) < 0)
            {
                throw LakeException.Invalid($"The source has no key column '{key}'." + NearNames.Hint(key, source.FieldsList.Select(field => field.Name)));
            }

            if (!KeyReader.Takes(ArrowSchemas.ToArrow(column.Type)))
            {
                throw LakeException.Unsupported($"Column '{key}' has the type {column.Type.Text}, by which rows cannot be matched.");
            }
        }
    }

    private static void CheckColumns(Schema? source, IReadOnlyList<ValueExpression> expressions, DeltaSnapshot table)
    {
        var named = UpsertScope.SourceColumns(expressions).ToHashSet(StringComparer.Ordinal);
        foreach (var field in source?.FieldsList.Where(field => table.TableSchema.Find(field.Name) is null && !named.Contains(field.Name)) ?? [])
        {
            throw LakeException.Invalid(
                $"{table.Folder.Name} has no column '{field.Name}', which the source has and no clause names."
                + NearNames.Hint(field.Name, table.TableSchema.Fields.Select(column => column.Name)));
        }
    }

    private static RecordBatch Copy(RecordBatch batch, DeltaSnapshot table)
    {
        var columns = batch.Schema.FieldsList.Select((field, i) =>
            table.TableSchema.Find(field.Name) is { } column ? ColumnAdapter.Adapt(batch.Column(i), column.Type, field.Name) : batch.Column(i)).ToList();
        var schema = new Schema([.. batch.Schema.FieldsList.Select((field, i) => new Field(field.Name, columns[i].Data.DataType, true))], null);
        return BatchRows.Take(new RecordBatch(schema, columns, batch.Length), [.. Enumerable.Range(0, batch.Length)]);
    }

    private static RecordBatch Join(List<RecordBatch> held, DeltaSnapshot table)
    {
        if (held.Count == 0)
        {
            return BatchRows.Concatenate(table.Schema, []);
        }

        var tooLong = Enumerable.Range(0, held[0].ColumnCount).FirstOrDefault(
            i => held.Sum(batch => batch.Column(i).Data.Buffers.Sum(buffer => (long)buffer.Length)) > int.MaxValue, -1);
        if (tooLong >= 0 || held.Sum(batch => (long)batch.Length) > int.MaxValue / 2)
        {
            throw LakeException.Unsupported("The source of an upsert is held in memory, with at most 2 GiB in a column and a billion rows. Bring it in parts.");
        }

        return held.Count == 1 ? held[0] : BatchRows.Concatenate(held[0].Schema, held);
    }

    private static async ValueTask<string> DigestAsync(RecordBatch rows, CancellationToken cancellationToken)
    {
        using var hash = SHA256.Create();
        var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write);
        await using (stream.ConfigureAwait(false))
        {
            await JsonLinesOutput.WriteAsync(new[] { rows }.ToAsyncEnumerable(), stream, cancellationToken).ConfigureAwait(false);
        }

        return Convert.ToHexStringLower(hash.Hash!);
    }
}
