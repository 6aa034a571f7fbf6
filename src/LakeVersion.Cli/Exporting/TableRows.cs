using System.Runtime.CompilerServices;
using Apache.Arrow;
using LakeVersion.Cli.Lakes;
using LakeVersion.Delta.Changes;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using LakeVersion.Versioning.Revisions;

namespace LakeVersion.Cli.Exporting;

/// <summary>Rows of a table on their way out, counted; each batch is disposed of when the next is asked for.</summary>
internal sealed class TableRows
{
    private readonly Func<IReadOnlyList<string>?, CancellationToken, IAsyncEnumerable<RecordBatch>> read;
    private readonly IReadOnlyList<string>? columns;
    private readonly long limit;

    private TableRows(
        Schema all, string? columns, long? limit, Func<IReadOnlyList<string>?, CancellationToken, IAsyncEnumerable<RecordBatch>> read)
    {
        if (limit < 0)
        {
            throw LakeException.Invalid("--limit is 0 or more.");
        }

        this.columns = columns?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (this.columns is { Count: 0 })
        {
            throw LakeException.Invalid("--columns names no column; expected such as a,b. Without it all are read.");
        }

        if (this.columns?.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw LakeException.Invalid($"--columns names '{twice.Key}' twice.");
        }

        Schema = this.columns is null ? all : new Schema(this.columns.Select(name => Find(all, name)), null);
        (this.read, this.limit) = (read, limit ?? long.MaxValue);
    }

    /// <summary>Told the rows just given, for progress; null for nobody.</summary>
    public Action<int>? Given { get; set; }

    /// <summary>The columns that are read, in their order.</summary>
    public Schema Schema { get; }

    /// <summary>Rows without a limit; null where nobody knows.</summary>
    public long? Total { get; private init; }

    /// <summary>Rows given so far.</summary>
    public long Count { get; private set; }

    /// <summary>Rows of a table.</summary>
    /// <exception cref="LakeException">Invalid: an unknown column, or a limit below 0.</exception>
    public static TableRows Of(DeltaSnapshot table, string? columns, long? limit, Predicate? predicate = null) =>
        new(table.Schema, columns, limit, (names, cancellationToken) => table.ReadAsync(names, predicate, cancellationToken)) { Total = predicate is null ? table.RowCount : null };

    /// <summary>Rows that changed.</summary>
    /// <exception cref="LakeException">Invalid: an unknown column, or a limit below 0.</exception>
    public static TableRows Of(TableChanges changes, string? columns, long? limit, Predicate? predicate = null) =>
        new(changes.Schema, columns, limit, (names, cancellationToken) => changes.ReadAsync(names, predicate, cancellationToken));

    /// <summary>Rows from elsewhere, of these columns.</summary>
    /// <exception cref="LakeException">Invalid: a limit below 0.</exception>
    public static TableRows Of(Schema schema, long? limit, Func<CancellationToken, IAsyncEnumerable<RecordBatch>> read) =>
        new(schema, null, limit, (_, cancellationToken) => read(cancellationToken));

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

        await foreach (var batch in read(columns, cancellationToken))
        {
            using (batch)
            {
                var wanted = (int)Math.Min(batch.Length, limit - Count);
                Count += wanted;
                Given?.Invoke(wanted);
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
