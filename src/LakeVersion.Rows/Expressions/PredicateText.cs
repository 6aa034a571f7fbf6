using Apache.Arrow;
using LakeVersion.Rows.Parsing;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Expressions;

/// <summary>Predicates as text, in the words of SQL: <c>origin = 'SEA' and (delay &gt; 60 or trip.cause is not null)</c>.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>Tests: <c>= == != &lt;&gt; &lt; &lt;= &gt; &gt;=</c>, <c>&lt;=&gt;</c> (also <c>is [not] distinct from</c>), <c>is [not] null|true|false</c>,
/// <c>[not] in (…)</c>, <c>[not] between … and …</c>, <c>[not] like 'prefix%'</c>, <c>starts_with(column, 'prefix')</c>; a boolean
/// column stands for itself. One side is a column, the other a literal.</item>
/// <item>They are joined by <c>and</c>, <c>or</c>, <c>not</c> and parentheses. Keywords are of any casing.</item>
/// <item>Columns: <c>name</c>, <c>parent.field</c>, <c>`any name, a `` doubled`</c>; exactly so, else regardless of casing.
/// Those named like a keyword or a literal stand in back-quotes.</item>
/// <item>Literals: <c>12</c>, <c>1.50</c> (exact), <c>1e3</c> (floating), <c>nan</c>, <c>infinity</c>, <c>'it''s'</c>, <c>true</c>, <c>false</c>,
/// <c>x'00ff'</c>, <c>date '2024-02-29'</c>, <c>timestamp '2024-02-29 10:00:00.5+02:00'</c>. Text that meets a date or a time is read as
/// one; a time without a zone is UTC where the column is an instant. A comparison with <c>null</c> is refused: it would never pass.</item>
/// </list>
/// </remarks>
public static class PredicateText
{
    private const int MaxLength = 1 << 20;

    /// <summary>Reads a predicate about columns of a schema.</summary>
    /// <exception cref="LakeException">Invalid: the text is no predicate, or does not fit the schema. The message has the text and a caret
    /// below the fault; near names are suggested.</exception>
    public static Predicate Parse(string text, Schema schema)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(schema);
        if (text.Length > MaxLength || !UnicodeText.IsValid(text))
        {
            throw LakeException.Invalid(text.Length > MaxLength
                ? $"The predicate has {text.Length} characters; expected at most {MaxLength}."
                : "The predicate is not valid Unicode: a surrogate stands alone.");
        }

        return new PredicateParser(text, schema).Parse();
    }
}
