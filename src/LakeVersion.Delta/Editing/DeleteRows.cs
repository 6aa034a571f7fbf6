using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Editing;

/// <summary>Deletes the rows that pass a predicate; the old files stay for older versions.</summary>
/// <remarks>Files in which no row can pass are not opened, nor are those in which every row must, by partition values and statistics.
/// Of the others rows are marked by deletion vectors where the table has them (<c>delta.enableDeletionVectors</c>); else they are replaced.</remarks>
/// <param name="predicate">The rows; null for all.</param>
/// <param name="options">How; null for the defaults.</param>
public sealed class DeleteRows(Predicate? predicate, DeleteOptions? options = null) : ITableChange
{
    private readonly Predicate rows = predicate ?? new Truth(true);
    private readonly DeleteOptions options = options ?? new DeleteOptions();

    /// <inheritdoc/>
    public string Request => $"delete {rows}";

    /// <inheritdoc/>
    public CommitOptions Commit => options.Commit;

    /// <inheritdoc/>
    /// <exception cref="LakeException">Invalid: a column that does not exist, or does not compare with its literal. Refused: the table is
    /// append-only. Unsupported: a table that this version does not write. Corrupt: a file is damaged or gone.</exception>
    public async ValueTask<DeltaTransaction> PrepareAsync(
        IObjectStore folder, DeltaContext context, DeltaSnapshot current, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(current);
        EditRules.CheckChangeable(current, folder);
        RowFilter.Check(rows, current.Schema);
        var editor = new TableEditor(folder, context, current, options.Files);
        var outcome = await editor.RunAsync(new Deletion(rows), null, cancellationToken).ConfigureAwait(false);
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal) { ["predicate"] = EditFacts.Predicates(rows) };
        return EditFacts.Transaction(context, current, outcome, "DELETE", parameters, EditFacts.OfDelete(outcome.Figures), options.Commit);
    }
}
