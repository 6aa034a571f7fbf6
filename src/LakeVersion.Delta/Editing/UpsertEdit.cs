using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Rules;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Expressions;
using LakeVersion.Rows.Kernels;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Editing;

/// <summary>What an upsert does to the table's rows, and which rows it brings.</summary>
/// <remarks>Of each row the first clause decides whose condition is true. What a verdict remembers of an updated row is the clause and, for
/// matched ones, the source's row.</remarks>
internal sealed class UpsertEdit : IRowEdit
{
    private readonly UpsertSource source;
    private readonly IReadOnlyList<string> keys;
    private readonly UpsertOptions options;
    private readonly Assignments?[] values;
    private readonly Assignments?[] insertValues;
    private readonly ulong[] matched;
    private readonly DeltaSnapshot table;

    public UpsertEdit(UpsertSource source, IReadOnlyList<string> keys, UpsertOptions options, DeltaSnapshot table)
    {
        (this.source, this.keys, this.options, this.table) = (source, keys, options, table);
        CheckGiven();
        var (columns, rows) = (table.Schema, source.Rows.Schema);
        values = [
            .. options.Matched.Select(clause => Bind(clause, table, UpsertScope.Of(columns, rows))),
            .. options.NotMatchedBySource.Select(clause => Bind(clause, table, UpsertScope.Of(columns, null)))];
        insertValues = [.. options.NotMatched.Select(clause => Bind(clause, table, UpsertScope.Of(null, rows)))];
        matched = new ulong[(source.Rows.Length + 63) / 64];
        var conditions = options.Matched.Select(clause => clause.When).OfType<ValueExpression>();
        var alone = options.NotMatchedBySource.Select(clause => clause.When).OfType<ValueExpression>();
        Columns = [.. keys.Concat(UpsertScope.TableColumns(conditions, rows)).Concat(UpsertScope.TableColumns(alone, null)).Distinct(StringComparer.Ordinal)];
        Candidates = options.NotMatchedBySource.Count > 0 ? new Truth(true) : source.KeyRange();
    }

    public Predicate Candidates { get; }

    public bool DeletesCandidates => false;

    public IReadOnlyList<string> Columns { get; }

    public RowVerdict Judge(RecordBatch batch, int[] rows)
    {
        var (both, alone) = (new List<Pair>(), new List<Pair>());
        Match(batch, rows, both, options.NotMatchedBySource.Count > 0 ? alone : null);
        var (deleted, updated) = (new List<int>(), new List<(int Row, long Detail)>());
        Decide(options.Matched, 0, batch, both, deleted, updated);
        Decide(options.NotMatchedBySource, options.Matched.Count, batch, alone, deleted, updated);
        deleted.Sort();
        updated.Sort();
        return new RowVerdict([.. deleted], [.. updated.Select(row => row.Row)], [.. updated.Select(row => row.Detail)]);
    }

    public RecordBatch Renew(RecordBatch old, IReadOnlyList<long>? details)
    {
        var clauses = details!.Select((detail, row) => (Clause: (int)(detail >> 32), Source: (int)(uint)detail - 1, Row: row)).GroupBy(row => row.Clause).ToList();
        List<RecordBatch> renewed = [.. clauses.Select(group =>
        {
            var rows = clauses.Count == 1 ? old : BatchRows.Take(old, [.. group.Select(row => row.Row)]);
            var brought = group.Key < options.Matched.Count ? BatchRows.Take(source.Rows, [.. group.Select(row => row.Source)]) : null;
            return values[group.Key] is { } set ? set.Apply(rows, UpsertScope.Of(rows, brought)) : Replace(rows, brought!);
        })];
        if (renewed.Count == 1)
        {
            return renewed[0];
        }

        // Back into the order of the old rows.
        var places = new int[old.Length];
        foreach (var (row, place) in clauses.SelectMany(group => group).Select((item, place) => (item.Row, place)))
        {
            places[row] = place;
        }

        return BatchRows.Take(BatchRows.Concatenate(renewed[0].Schema, renewed), places);
    }

    /// <summary>The source's rows whose key was not found in any row that was judged, as the clauses make rows of the table of them.</summary>
    public IEnumerable<RecordBatch> Inserts()
    {
        var rest = Enumerable.Range(0, source.Rows.Length).Where(row => (matched[row >> 6] & (1UL << row)) == 0).ToArray();
        for (var i = 0; i < options.NotMatched.Count && rest.Length > 0; i++)
        {
            var rows = BatchRows.Take(source.Rows, rest);
            var hits = options.NotMatched[i].When is { } when ? Hits(when, UpsertScope.Of(null, rows)) : null;
            var taken = hits is null ? rows : BatchRows.Filter(rows, hits);
            if (taken.Length > 0)
            {
                yield return insertValues[i] is { } set ? set.Apply(new RecordBatch(new Schema([], null), [], taken.Length), UpsertScope.Of(null, taken)) : OfTable(taken);
            }

            rest = hits is null ? [] : [.. rest.Where((_, at) => hits.GetValue(at) != true)];
        }
    }

    // A key is equal already, so "all columns" changes no identity that is one.
    private void CheckGiven()
    {
        if (options.Matched.Any(clause => clause is { Action: UpsertAction.Update, Values: null })
            && table.TableSchema.Fields.FirstOrDefault(column => RuleKeys.IsGivenAlways(column) && !keys.Contains(column.Name)
                && source.Rows.Schema.GetFieldIndex(column.Name) >= 0) is { } identity)
        {
            throw LakeException.Invalid(
                $"Column '{identity.Name}' of {table.Folder.Name} is an identity, whose values only the table gives, and the source would update it. Leave it out of the source, or name the columns to set.");
        }
    }

    private static Assignments? Bind(UpsertClause clause, DeltaSnapshot table, Schema scope)
    {
        if (clause.When is { } when && ValueEvaluator.TypeOf(when, scope) is not BooleanType)
        {
            throw LakeException.Invalid($"The condition {when} is neither true nor false.");
        }

        return clause.Values is { } set ? new Assignments(set, table, scope) : null;
    }

    // Which of the source's rows each row of the table meets.
    private void Match(RecordBatch batch, int[] rows, List<Pair> both, List<Pair>? alone)
    {
        var reader = new KeyReader(batch, keys);
        foreach (var row in rows)
        {
            var found = reader.TryRead(row, out var key) ? source.Index.Find(key) : -1;
            if (found >= 0)
            {
                Interlocked.Or(ref matched[found >> 6], 1UL << (found & 63));
                both.Add(new Pair(row, found));
            }
            else
            {
                alone?.Add(new Pair(row, -1));
            }
        }
    }

    private void Decide(
        IReadOnlyList<UpsertClause> clauses, int first, RecordBatch batch, List<Pair> pairs, List<int> deleted, List<(int Row, long Detail)> updated)
    {
        for (var i = 0; i < clauses.Count && pairs.Count > 0; i++)
        {
            var hits = clauses[i].When is { } when ? Hits(when, Scope(batch, pairs)) : null;
            var rest = new List<Pair>();
            for (var at = 0; at < pairs.Count; at++)
            {
                if (hits is not null && hits.GetValue(at) != true)
                {
                    rest.Add(pairs[at]);
                }
                else if (clauses[i].Action == UpsertAction.Delete)
                {
                    deleted.Add(pairs[at].Row);
                }
                else
                {
                    updated.Add((pairs[at].Row, ((long)(first + i) << 32) | (uint)(pairs[at].Source + 1)));
                }
            }

            pairs = rest;
        }
    }

    private RecordBatch Scope(RecordBatch batch, List<Pair> pairs) => UpsertScope.Of(
        BatchRows.Take(batch, [.. pairs.Select(pair => pair.Row)]),
        pairs[0].Source < 0 ? null : BatchRows.Take(source.Rows, [.. pairs.Select(pair => pair.Source)]));

    private static BooleanArray Hits(ValueExpression when, RecordBatch scope) => (BooleanArray)ValueEvaluator.Evaluate(when, scope);

    // The source's values where it has the column.
    private RecordBatch Replace(RecordBatch old, RecordBatch brought)
    {
        var columns = table.TableSchema.Fields.Where(column => !TableColumns.IsComputed(column)).ToList();
        return new RecordBatch(
            new Schema([.. columns.Select(ArrowSchemas.ToArrow)], null),
            columns.Select(column => brought.Schema.GetFieldIndex(column.Name) is >= 0 and var index ? brought.Column(index) : old.Column(column.Name)),
            old.Length);
    }

    private RecordBatch OfTable(RecordBatch rows) =>
        BatchColumns.Project(rows, [.. rows.Schema.FieldsList.Select(field => field.Name).Where(name => table.TableSchema.Find(name) is not null)]);

    /// <param name="Row">A row of the table, in its batch.</param>
    /// <param name="Source">The source's row; -1 for none.</param>
    private readonly record struct Pair(int Row, int Source);
}
