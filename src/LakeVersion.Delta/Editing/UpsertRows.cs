using Apache.Arrow;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Editing;

/// <summary>Brings rows into a table by their keys: rows that the table has are updated or deleted, others inserted (SQL's MERGE).</summary>
/// <remarks>
/// <para>Keys are equal as predicates say: NaN equals NaN, -0.0 equals 0.0, and a key with a null equals none. Several rows of the table
/// may have one key; each is changed. The source has one row a key.</para>
/// <para>The source is held in memory, with about 20 bytes and the key's length besides for each row. Files that can hold none of its
/// keys, by their least and greatest, are not opened.</para>
/// </remarks>
/// <param name="source">The rows, read once; they stay the caller's. A column that the table does not have must be named by a clause.</param>
/// <param name="keys">The columns of the key, in both.</param>
/// <param name="options">What becomes of rows; null for the defaults: update all columns, insert what is new.</param>
public sealed class UpsertRows(IAsyncEnumerable<RecordBatch> source, IReadOnlyList<string> keys, UpsertOptions? options = null) : ITableChange
{
    private readonly UpsertOptions options = options ?? new UpsertOptions();
    private string? digest;

    /// <inheritdoc/>
    public string Request => digest is null
        ? throw new InvalidOperationException("The request of an upsert is known once its source was read.")
        : $"upsert by {string.Join(", ", keys.Select(key => ColumnPath.Of(key)))}: matched ({Words(options.Matched)}) not matched ({Words(options.NotMatched)}) "
            + $"not matched by source ({Words(options.NotMatchedBySource)}) rows {digest}";

    /// <inheritdoc/>
    public CommitOptions Commit => options.Commit;

    /// <inheritdoc/>
    /// <exception cref="LakeException">Invalid: several rows of the source have one key; a column that is missing, unknown or of a type that
    /// does not fit; a clause that does not fit its rows; a value that cannot be computed. Refused: rows would change in an append-only
    /// table. Unsupported: a table that this version does not write, or a source too large to be held. Corrupt: a file is damaged or gone.</exception>
    public async ValueTask<DeltaTransaction> PrepareAsync(
        IObjectStore folder, DeltaContext context, DeltaSnapshot current, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(current);
        CheckClauses(current, folder);
        var rows = await UpsertSource.ReadAsync(source, keys, [.. Expressions()], current, cancellationToken).ConfigureAwait(false);
        digest = rows.Digest;
        var edit = new UpsertEdit(rows, keys, options, current);
        var outcome = await new TableEditor(folder, context, current, options.Files).RunAsync(edit, () => edit.Inserts().ToAsyncEnumerable(), cancellationToken).ConfigureAwait(false);
        var metrics = EditFacts.OfUpsert(outcome.Figures, rows.Rows.Length);
        return EditFacts.Transaction(context, current, outcome, "MERGE", EditFacts.Parameters(keys, options), metrics, options.Commit);
    }

    private static string Words(IReadOnlyList<UpsertClause> clauses) => string.Join("; ", clauses);

    private IEnumerable<ValueExpression> Expressions() => options.Clauses.SelectMany(clause =>
        (clause.Values?.Values ?? []).Concat(clause.When is { } when ? [when] : []));

    private void CheckClauses(DeltaSnapshot current, IObjectStore folder)
    {
        foreach (var clause in options.Matched)
        {
            clause.Check(inserts: false, hasSource: true);
        }

        foreach (var clause in options.NotMatched)
        {
            clause.Check(inserts: true, hasSource: true);
        }

        foreach (var clause in options.NotMatchedBySource)
        {
            clause.Check(inserts: false, hasSource: false);
        }

        if (options.Matched.Count + options.NotMatchedBySource.Count > 0)
        {
            EditRules.CheckChangeable(current, folder);
        }
        else
        {
            TableFeatures.CheckWritable(current.Protocol, current.Metadata, current.TableSchema, folder.Name);
        }
    }
}
