using Apache.Arrow;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Delta.Editing;

/// <summary>Decides what becomes of a table's rows, a batch at a time. Its answers are the same whenever it is asked; safe for concurrent use.</summary>
internal interface IRowEdit
{
    /// <summary>Every row that may be changed passes.</summary>
    Predicate Candidates { get; }

    /// <summary>True where every row that passes <see cref="Candidates"/> is deleted, so that files can go unread.</summary>
    bool DeletesCandidates { get; }

    /// <summary>The table's columns by which rows are judged.</summary>
    IReadOnlyList<string> Columns { get; }

    /// <summary>Judges rows.</summary>
    /// <param name="batch">Rows with the columns of <see cref="Columns"/> at least.</param>
    /// <param name="rows">Those to judge, ascending; all of them pass <see cref="Candidates"/>.</param>
    RowVerdict Judge(RecordBatch batch, int[] rows);

    /// <summary>The new values of rows, in their order.</summary>
    /// <param name="old">The updated rows of a verdict alone, with all columns of the table.</param>
    /// <param name="details">What the verdict says of them.</param>
    /// <exception cref="Storage.LakeException">Invalid: a value cannot be computed or does not fit.</exception>
    RecordBatch Renew(RecordBatch old, IReadOnlyList<long>? details);
}
