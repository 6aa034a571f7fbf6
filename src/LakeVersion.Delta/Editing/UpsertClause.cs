using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Editing;

/// <summary>What an upsert does to rows of one sort. Of several clauses the first whose condition is true decides; where none is, the row stays.</summary>
/// <remarks>Expressions name columns as <c>source.price</c> and <c>target.price</c>. A bare name is the source's column or, where the
/// source has none of the name, the table's.</remarks>
public sealed record UpsertClause
{
    private UpsertClause(UpsertAction action, ValueExpression? when, IReadOnlyDictionary<string, ValueExpression>? values) =>
        (Action, When, Values) = (action, when, values);

    /// <summary>What is done.</summary>
    public UpsertAction Action { get; }

    /// <summary>To which rows: those where this is true; null for all.</summary>
    public ValueExpression? When { get; }

    /// <summary>The values of columns by name; null for those of the source's columns.</summary>
    public IReadOnlyDictionary<string, ValueExpression>? Values { get; }

    /// <summary>Sets columns of the table's row.</summary>
    /// <param name="when">Where this is true; null for all rows.</param>
    /// <param name="values">What columns become, others stay; null gives the row the values of all columns that the source has.</param>
    public static UpsertClause Update(ValueExpression? when = null, IReadOnlyDictionary<string, ValueExpression>? values = null) =>
        new(UpsertAction.Update, when, values);

    /// <summary>Deletes the table's row.</summary>
    /// <param name="when">Where this is true; null for all rows.</param>
    public static UpsertClause Delete(ValueExpression? when = null) => new(UpsertAction.Delete, when, null);

    /// <summary>Makes a row of the table.</summary>
    /// <param name="when">Where this is true; null for all rows.</param>
    /// <param name="values">The columns' values, others are null or their default; null takes the source's row.</param>
    public static UpsertClause Insert(ValueExpression? when = null, IReadOnlyDictionary<string, ValueExpression>? values = null) =>
        new(UpsertAction.Insert, when, values);

    /// <summary>The clause in words, for requests.</summary>
    public override string ToString()
    {
        var set = Values is null ? "" : $" {string.Join(", ", Values.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{ColumnPath.Of(pair.Key)} = {pair.Value}"))}";
        return $"{Action}{set}{(When is null ? "" : $" when {When}")}";
    }

    internal void Check(bool inserts, bool hasSource)
    {
        if ((Action == UpsertAction.Insert) != inserts)
        {
            throw LakeException.Invalid(inserts
                ? $"Rows that the table does not have can be inserted alone: found the clause '{this}'."
                : $"Rows that the table has can be updated or deleted: found the clause '{this}'.");
        }

        if (Action == UpsertAction.Update && Values is null && !hasSource)
        {
            throw LakeException.Invalid("An update of rows that the source does not have needs values.");
        }
    }
}
