using System.Text;
using System.Text.Json;
using Apache.Arrow;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Json;
using LakeVersion.Rows.Kernels;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Merging;

/// <summary>Makes rows of values that decisions bring.</summary>
internal static class DecidedValue
{
    /// <summary>A row of which this cell alone counts.</summary>
    /// <exception cref="LakeException">Invalid: the value does not fit the column.</exception>
    public static async ValueTask<Cell> CellAsync(DeltaSnapshot table, int column, string json, CancellationToken cancellationToken)
    {
        var field = table.Schema.GetFieldByIndex(column);
        return new Cell(await ReadAsync(table, $"{{\"{JsonEncodedText.Encode(field.Name)}\":{json}}}", $"The value of column '{field.Name}'", cancellationToken).ConfigureAwait(false), 0);
    }

    /// <summary>A whole row; null where the row is to go.</summary>
    /// <exception cref="LakeException">Invalid: no row of the table, or one of another key.</exception>
    public static async ValueTask<Cell?> RowAsync(
        DeltaSnapshot table, IReadOnlyList<string> keys, string key, string json, CancellationToken cancellationToken)
    {
        if (json == "null")
        {
            return null;
        }

        var row = await ReadAsync(table, json, $"The row decided for {key}", cancellationToken).ConfigureAwait(false);
        var found = KeyText.Of(row, 0, keys);
        return found == key ? new Cell(row, 0) : throw LakeException.Invalid($"The row decided for {key} has the key {found}: a decision cannot move a row.");
    }

    private static async ValueTask<RecordBatch> ReadAsync(DeltaSnapshot table, string json, string what, CancellationToken cancellationToken)
    {
        var schema = new Schema([.. table.Schema.FieldsList.Select(field => new Field(field.Name, field.DataType, true))], null);
        var input = new JsonInput(_ => ValueTask.FromResult<Stream>(new MemoryStream(Encoding.UTF8.GetBytes(json))), what);
        var rows = new List<RecordBatch>();
        await foreach (var batch in input.ReadAsync(schema, cancellationToken).ConfigureAwait(false))
        {
            rows.Add(batch);
        }

        return rows.Sum(batch => batch.Length) == 1
            ? BatchRows.Concatenate(table.Schema, rows)
            : throw LakeException.Invalid($"{what} is {json}: expected one value.");
    }
}
