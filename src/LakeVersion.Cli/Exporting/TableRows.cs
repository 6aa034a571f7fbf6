using System.Runtime.CompilerServices;
using Apache.Arrow;
using LakeVersion.Cli.Lakes;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;
using LakeVersion.Versioning.Revisions;

namespace LakeVersion.Cli.Exporting;

/// <summary>Rows of a table on their way out, counted; each batch is disposed of when the next is asked for.</summary>
internal sealed class TableRows
{
    private readonly DeltaSnapshot table;
    private readonly IReadOnlyList<string>? columns;
    private readonly long limit;

    private TableRows(DeltaSnapshot table, IReadOnlyList<string>? columns, long limit, Schema schema) =>
        (this.table, this.columns, this.limit, Schema) = (table, columns, limit, schema);

    /// <summary>The columns that are read, in their order.</summary>
    public Schema Schema { get; }

    /// <summary>Rows given so far.</summary>
    public long Count { get; private set; }

    /// <exception cref="LakeException">Invalid: an unknown column, or a limit below 0.</exception>
    public static TableRows Of(DeltaSnapshot table, string? columns, long? limit)
    {
        if (limit < 0)
        {
            throw LakeException.Invalid("--limit is 0 or more.");
        }

        var names = columns?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var schema = names is null ? table.Schema : new Schema(names.Select(name => Find(table.Schema, name)), null);
        return new TableRows(table, names, limit ?? long.MaxValue, schema);
    }

    /// <summary>The table at a place, at a version or time of its own log where one is given.</summary>
    public static async ValueTask<DeltaSnapshot> OpenAsync(
        LakePlace place, long? version, string? asOf, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (version is not null && asOf is not null)
        {
            throw LakeException.Invalid("--version and --as-of exclude each other.");
        }

        var time = asOf is null ? (DateTimeOffset?)null : RevisionTime.Parse($"--as-of {asOf}", asOf, now);
        return await place.At.Table(place.Path.TrimEnd('/')).OpenAsync(version, time, cancellationToken);
    }

    public async IAsyncEnumerable<RecordBatch> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (limit == 0)
        {
            yield break;
        }

        await foreach (var batch in table.ReadAsync(columns, null, cancellationToken))
        {
            using (batch)
            {
                var wanted = (int)Math.Min(batch.Length, limit - Count);
                Count += wanted;
                yield return wanted == batch.Length ? batch : batch.Slice(0, wanted);
            }

            if (Count == limit)
            {
                yield break;
            }
        }
    }

    private static Field Find(Schema schema, string name)
    {
        var index = schema.GetFieldIndex(name);
        return index >= 0
            ? schema.GetFieldByIndex(index)
            : throw LakeException.Invalid($"The table has no column '{name}'.{NearNames.Hint(name, schema.FieldsList.Select(field => field.Name))}");
    }
}
