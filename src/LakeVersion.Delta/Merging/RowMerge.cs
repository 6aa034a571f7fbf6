using Apache.Arrow;
using LakeVersion.Delta.Editing;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Output;

namespace LakeVersion.Delta.Merging;

/// <summary>Joins what two sides did to rows, by key and cell by cell.</summary>
/// <remarks>
/// For each key that theirs touched: (1) ours did not: theirs' change is made. (2) Both deleted it, or came to the same cells: nothing.
/// (3) One deleted and the other changed it: a conflict of the row. (4) Both changed or inserted it: cells that one side left as the base
/// has them are the other's, equal ones stay, others conflict; of a row that the base lacks all cells were given by both. Where all that
/// conflicts in such a row is decided for the base, there is no row.
/// Columns that the table computes are not compared: they follow from the others.
/// </remarks>
/// <param name="table">Ours, with the merged columns.</param>
/// <param name="keys">The key's columns.</param>
/// <param name="book">Takes conflicts.</param>
internal sealed class RowMerge(DeltaSnapshot table, IReadOnlyList<string> keys, ConflictBook book)
{
    private readonly int[] columns = [.. Enumerable.Range(0, table.TableSchema.Fields.Count).Where(i => !TableColumns.IsComputed(table.TableSchema.Fields[i]))];

    /// <summary>Says what becomes of ours' rows.</summary>
    /// <exception cref="Storage.LakeException">Invalid: a decision whose value does not fit its column.</exception>
    public async ValueTask<RowEdits> RunAsync(KeyedChanges ours, KeyedChanges theirs, CancellationToken cancellationToken)
    {
        var edits = new RowEdits(table, columns);
        foreach (var key in theirs.Keys)
        {
            theirs.TryGet(key, out var other);
            if (!ours.TryGet(key, out var mine))
            {
                Apply(edits, theirs, other.After, theirs.Before, other.Before);
                continue;
            }

            var row = new Versions(Cell(theirs.Before, other.Before), Cell(ours.After, mine.After), Cell(theirs.After, other.After));
            if (row.Base is null && mine.Before >= 0)
            {
                row = row with { Base = Cell(ours.Before, mine.Before) };
            }

            if (row.Ours is null && row.Theirs is null)
            {
                continue;
            }

            if (row.Ours is null || row.Theirs is null)
            {
                await DecideRowAsync(edits, row, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await JoinAsync(edits, row, cancellationToken).ConfigureAwait(false);
            }
        }

        return edits;
    }

    private static void Apply(RowEdits edits, KeyedChanges theirs, int after, RecordBatch before, int old)
    {
        if (after >= 0 && old < 0)
        {
            edits.Insert(new Cell(theirs.After, after));
        }
        else if (after >= 0)
        {
            edits.Put(new Cell(theirs.After, after));
        }
        else
        {
            edits.Delete(new Cell(before, old));
        }
    }

    // Rule 3.
    private async ValueTask DecideRowAsync(RowEdits edits, Versions row, CancellationToken cancellationToken)
    {
        var decision = book.Ask(new TableMergeConflict
        {
            Kind = TableMergeConflictKind.Row,
            Key = KeyOf(row),
            Base = Text(row.Base),
            Ours = Text(row.Ours),
            Theirs = Text(row.Theirs),
            Reason = row.Ours is null ? "ours deleted the row and theirs changed it." : "theirs deleted the row and ours changed it.",
        });
        if (decision is null or { Side: MergeSide.Ours })
        {
            return;
        }

        var result = decision.Side switch
        {
            MergeSide.Theirs => row.Theirs,
            MergeSide.Base => row.Base,
            _ => await DecidedValue.RowAsync(table, keys, KeyOf(row), decision.Json!, cancellationToken).ConfigureAwait(false),
        };
        if (result is { } cells)
        {
            edits.Put(cells);
        }
        else if (row.Ours is { } gone)
        {
            edits.Delete(gone);
        }
    }

    // Rule 4.
    private async ValueTask JoinAsync(RowEdits edits, Versions row, CancellationToken cancellationToken)
    {
        var (ours, theirs) = (row.Ours!.Value, row.Theirs!.Value);
        var cells = new Cell[columns.Length];
        var (differs, asked, forBase) = (false, 0, 0);
        for (var i = 0; i < columns.Length; i++)
        {
            var column = columns[i];
            var (b, o, t) = (Text(row.Base, column), Text(ours, column), Text(theirs, column));
            if (o == t || t == b || keys.Contains(table.TableSchema.Fields[column].Name))
            {
                cells[i] = ours;
            }
            else if (o == b)
            {
                cells[i] = theirs;
            }
            else
            {
                var decision = Ask(row, column, b, o!, t!);
                cells[i] = await DecidedAsync(row, column, decision, cancellationToken).ConfigureAwait(false);
                (asked, forBase) = (asked + 1, forBase + (decision?.Side == MergeSide.Base ? 1 : 0));
            }

            differs |= cells[i] != ours;
        }

        if (row.Base is null && asked > 0 && asked == forBase)
        {
            edits.Delete(ours);
        }
        else if (differs)
        {
            edits.Put(cells);
        }
    }

    private MergeDecision? Ask(Versions row, int column, string? before, string ours, string theirs) => book.Ask(new TableMergeConflict
    {
        Kind = TableMergeConflictKind.Cell,
        Key = KeyOf(row),
        Column = table.TableSchema.Fields[column].Name,
        Base = before,
        Ours = ours,
        Theirs = theirs,
        Reason = row.Base is null ? "both sides inserted the row, with different values." : "both sides changed the cell differently.",
    });

    private async ValueTask<Cell> DecidedAsync(Versions row, int column, MergeDecision? decision, CancellationToken cancellationToken) => decision?.Side switch
    {
        MergeSide.Theirs => row.Theirs!.Value,
        MergeSide.Base => row.Base ?? await DecidedValue.CellAsync(table, column, "null", cancellationToken).ConfigureAwait(false),
        MergeSide.Value => await DecidedValue.CellAsync(table, column, decision.Json!, cancellationToken).ConfigureAwait(false),
        _ => row.Ours!.Value,
    };

    private string KeyOf(Versions row)
    {
        var known = row.Ours ?? row.Theirs ?? row.Base!.Value;
        return KeyText.Of(known.Batch, known.Row, keys);
    }

    private static string? Text(Cell? row) => row is { } cell ? CellJson.OfRow(cell.Batch, cell.Row) : null;

    private static string? Text(Cell? row, int column) => row is { } cell ? CellJson.OfCell(cell.Batch.Column(column), cell.Row) : null;

    private static Cell? Cell(RecordBatch batch, int row) => row < 0 ? null : new Cell(batch, row);

    private readonly record struct Versions(Cell? Base, Cell? Ours, Cell? Theirs);
}

/// <summary>A row in a batch that has all columns of the table.</summary>
internal readonly record struct Cell(RecordBatch Batch, int Row);
