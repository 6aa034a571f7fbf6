using Apache.Arrow.Types;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Checks;

/// <summary>The newest time in a column is not older than so long. A time without a zone, and a date, count as UTC.</summary>
/// <param name="Column">The column: of times or dates.</param>
/// <param name="Within">The greatest age.</param>
public sealed record Fresh(string Column, TimeSpan Within) : Expectation
{
    internal override async ValueTask<CheckFailure?> TestAsync(CheckedTable table, CancellationToken cancellationToken)
    {
        if (ColumnFinding.Missing(table.State, [Column]) is { } missing)
        {
            return missing;
        }

        var type = table.State.Schema.GetFieldByName(Column).DataType;
        if (type is not (TimestampType or Date32Type))
        {
            return new CheckFailure($"Expected {Column} to hold times or dates; it is of the type {Rows.Cells.TypeText.Of(type)}.") { Column = Column };
        }

        var limit = LimitAt(table.Now);
        var column = ColumnPath.Of(Column);
        var recent = column.AtLeast(type is Date32Type ? Scalar.Of(DateOnly.FromDateTime(limit.UtcDateTime)) : Scalar.Of(limit));
        if (await AnyAsync(table, recent, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        var newest = await NewestAsync(table, cancellationToken).ConfigureAwait(false);
        return new CheckFailure($"Expected a value of {Column} from {limit.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC or later; {(newest is null ? "there is no value" : $"the newest is {newest}")}.") { Column = Column };
    }

    // An age that reaches back before the calendar takes any value.
    private DateTimeOffset LimitAt(DateTimeOffset now) =>
        Within >= now - DateTimeOffset.MinValue ? DateTimeOffset.MinValue
        : Within <= now - DateTimeOffset.MaxValue ? DateTimeOffset.MaxValue
        : now - Within;

    // The first recent row is enough; files that have none are not opened.
    private async ValueTask<bool> AnyAsync(CheckedTable table, Predicate recent, CancellationToken cancellationToken)
    {
        await foreach (var batch in table.State.ReadAsync([Column], recent, cancellationToken).ConfigureAwait(false))
        {
            batch.Dispose();
            return true;
        }

        return false;
    }

    private async ValueTask<string?> NewestAsync(CheckedTable table, CancellationToken cancellationToken)
    {
        (Scalar Value, string Text)? newest = null;
        await foreach (var batch in table.State.ReadAsync([Column], ColumnPath.Of(Column).IsNotNull(), cancellationToken).ConfigureAwait(false))
        {
            using (batch)
            {
                for (var row = 0; row < batch.Length; row++)
                {
                    var value = ColumnScalars.Read(batch.Column(0), row);
                    if (newest is null || Scalar.Compare(value, newest.Value.Value) > 0)
                    {
                        newest = (value, Rows.Cells.CellText.Of(batch.Column(0), row)!);
                    }
                }
            }
        }

        return newest?.Text;
    }
}
