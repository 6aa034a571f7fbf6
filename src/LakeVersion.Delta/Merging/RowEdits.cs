using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Editing;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Expressions;
using LakeVersion.Rows.Kernels;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Merging;

/// <summary>Rows that a merge puts into ours, in the place of those of their keys, and rows that it deletes. Mutable.</summary>
/// <param name="table">Ours, with the merged columns.</param>
/// <param name="columns">The columns that rows are put together of.</param>
internal sealed class RowEdits(DeltaSnapshot table, int[] columns)
{
    private readonly List<(Cell[]? Cells, Cell Row, bool IsDeleted)> rows = [];

    public int Count => rows.Count;

    /// <summary>True where no row of ours is known that would be changed or deleted.</summary>
    public bool AreInserts { get; private set; } = true;

    /// <summary>A row whose key neither ours nor the base is known to have.</summary>
    public void Insert(Cell row) => rows.Add((null, row, false));

    public void Put(Cell row) => Add(null, row, isDeleted: false);

    /// <param name="cells">For each column the row that has its cell.</param>
    public void Put(Cell[] cells) => Add(cells, cells[0], isDeleted: false);

    public void Delete(Cell row) => Add(null, row, isDeleted: true);

    /// <summary>Writes them: constraints are tested, vectors or copies made and changes told as for any upsert.</summary>
    /// <param name="folder">Where new files go.</param>
    /// <param name="context">Engine, clock and ids.</param>
    /// <param name="keys">The key's columns.</param>
    /// <param name="onlyInserts">True where rows that ours has are left alone, as in an append-only table.</param>
    /// <param name="commit">What the commit remembers.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="LakeException">As for <see cref="UpsertRows"/>.</exception>
    public ValueTask<DeltaTransaction> WriteAsync(
        IObjectStore folder, DeltaContext context, IReadOnlyList<string> keys, bool onlyInserts, CommitOptions commit, CancellationToken cancellationToken)
    {
        var source = Source(FlagName());
        var scope = UpsertScope.Of(table.Schema, source.Schema);
        var flag = $"source.{ColumnPath.Of(FlagName())}";
        var upsert = new UpsertRows(new[] { source }.ToAsyncEnumerable(), keys, new UpsertOptions
        {
            Matched = onlyInserts ? [] : [UpsertClause.Delete(ValueText.Parse($"{flag} = true", scope)), UpsertClause.Update()],
            NotMatched = [UpsertClause.Insert(ValueText.Parse($"{flag} = false", UpsertScope.Of(null, source.Schema)))],
            Commit = commit,
        });
        return upsert.PrepareAsync(folder, context, table, cancellationToken);
    }

    private void Add(Cell[]? cells, Cell row, bool isDeleted)
    {
        rows.Add((cells, row, isDeleted));
        AreInserts = false;
    }

    private string FlagName()
    {
        var name = "is_deleted";
        while (table.TableSchema.Find(name, ignoreCase: true) is not null)
        {
            name += "_";
        }

        return name;
    }

    private RecordBatch Source(string flag)
    {
        var batches = rows.SelectMany(row => row.Cells ?? [row.Row]).Select(cell => cell.Batch).Distinct<RecordBatch>(ReferenceEqualityComparer.Instance).ToList();
        var starts = new Dictionary<RecordBatch, int>(ReferenceEqualityComparer.Instance);
        var next = 0;
        foreach (var batch in batches)
        {
            starts[batch] = next;
            next += batch.Length;
        }

        var pool = BatchRows.Concatenate(batches[0].Schema, batches);
        var fields = columns.Select(column => new Field(table.Schema.GetFieldByIndex(column).Name, table.Schema.GetFieldByIndex(column).DataType, true))
            .Append(new Field(flag, BooleanType.Default, false));
        var arrays = columns.Select((column, i) =>
        {
            var places = rows.Select(row => row.Cells is { } cells ? cells[i] : row.Row).Select(cell => starts[cell.Batch] + cell.Row).ToArray();
            return ArrayTake.Of(pool.Column(column), places);
        }).Append(new BooleanArray.Builder().AppendRange(rows.Select(row => row.IsDeleted)).Build());
        return new RecordBatch(new Schema(fields, null), arrays, rows.Count);
    }
}
