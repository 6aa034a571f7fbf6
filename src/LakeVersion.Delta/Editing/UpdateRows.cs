using Apache.Arrow;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Rules;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Editing;

/// <summary>Gives columns of the rows that pass a predicate new values, all computed from the old ones.</summary>
/// <remarks>Files in which no row can pass are not opened. Where the table has deletion vectors (<c>delta.enableDeletionVectors</c>) old
/// rows are marked and new ones written; else the files are replaced. Rows move where a column changes by which files are divided.</remarks>
/// <param name="predicate">The rows; null for all.</param>
/// <param name="values">What columns become, by their exact names. Others stay; what the table computes is computed anew.</param>
/// <param name="options">How; null for the defaults.</param>
public sealed class UpdateRows(Predicate? predicate, IReadOnlyDictionary<string, ValueExpression> values, UpdateOptions? options = null) : ITableChange
{
    private readonly Predicate rows = predicate ?? new Truth(true);
    private readonly UpdateOptions options = options ?? new UpdateOptions();

    /// <inheritdoc/>
    public string Request => $"update {string.Join(", ", values.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{ColumnPath.Of(pair.Key)} = {pair.Value}"))} where {rows}";

    /// <inheritdoc/>
    public CommitOptions Commit => options.Commit;

    /// <inheritdoc/>
    /// <exception cref="LakeException">Invalid: a column that does not exist or is computed by the table, a value that cannot be computed or
    /// does not fit, no values. Refused: the table is append-only. Unsupported: a table that this version does not write. Corrupt: a file
    /// is damaged or gone.</exception>
    public async ValueTask<DeltaTransaction> PrepareAsync(
        IObjectStore folder, DeltaContext context, DeltaSnapshot current, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(current);
        EditRules.CheckChangeable(current, folder);
        RowFilter.Check(rows, current.Schema);
        if (values.Count == 0)
        {
            throw LakeException.Invalid("An update sets one column at least.");
        }

        foreach (var column in values.Keys)
        {
            ColumnRules.CheckUpdatable(current, column);
        }

        var update = new Update(rows, new Assignments(values, current, current.Schema));
        var outcome = await new TableEditor(folder, context, current, options.Files).RunAsync(update, null, cancellationToken).ConfigureAwait(false);
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal) { ["predicate"] = EditFacts.Predicates(rows) };
        return EditFacts.Transaction(context, current, outcome, "UPDATE", parameters, EditFacts.OfUpdate(outcome.Figures), options.Commit);
    }

    private sealed class Update(Predicate rows, Assignments values) : IRowEdit
    {
        public Predicate Candidates => rows;

        public bool DeletesCandidates => false;

        public IReadOnlyList<string> Columns => [];

        public RowVerdict Judge(RecordBatch batch, int[] rows) => new([], rows);

        public RecordBatch Renew(RecordBatch old, IReadOnlyList<long>? details) => values.Apply(old, old);
    }
}
