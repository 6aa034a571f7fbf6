using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using Schema = Apache.Arrow.Schema;

namespace LakeVersion.Checks;

/// <summary>An expectation that each row keeps to or not, by itself.</summary>
public abstract record RowExpectation : Expectation
{
    private protected RowExpectation()
    {
    }

    /// <summary>What is expected, in words that follow "expected".</summary>
    private protected abstract string Words { get; }

    /// <summary>The column that is meant; null where the test names its own.</summary>
    private protected abstract string? TestedColumn { get; }

    /// <summary>The test that wrong rows pass.</summary>
    private protected abstract Predicate Wrong(Schema schema);

    internal sealed override async ValueTask<CheckFailure?> TestAsync(CheckedTable table, CancellationToken cancellationToken)
    {
        if (TestedColumn is { } column && ColumnFinding.Missing(table.State, [column]) is { } missing)
        {
            return missing;
        }

        Predicate wrong;
        try
        {
            // As text and back: so what stands for a date or a number is read as the column's type has it.
            wrong = PredicateText.Parse(Wrong(table.State.Schema).ToString(), table.State.Schema);
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Invalid)
        {
            return new CheckFailure($"Expected {Words}, but that does not fit the table's columns: {e.Message}") { Column = TestedColumn };
        }

        var found = await WrongRows.FindAsync(table.State, wrong, cancellationToken).ConfigureAwait(false);
        return found.Count == 0 ? null : new CheckFailure($"Expected {Words}; {found.Count} row{(found.Count == 1 ? " is" : "s are")} not so.")
        {
            Column = TestedColumn ?? string.Join(", ", wrong.Columns),
            Rows = found.Count,
            Examples = found.Examples,
        };
    }
}
