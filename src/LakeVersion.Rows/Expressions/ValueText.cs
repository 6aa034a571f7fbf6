using Apache.Arrow;
using LakeVersion.Rows.Parsing;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Expressions;

/// <summary>Value expressions as text, in the words of Spark's SQL: <c>case when amount &gt; 0 then round(amount * 1.19, 2) else 0 end</c>.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>Operators, loosest first: <c>or</c>, <c>and</c>, <c>not</c>; <c>= == != &lt;&gt; &lt; &lt;= &gt; &gt;= &lt;=&gt;</c>, <c>is [not] null|true|false</c>,
/// <c>is [not] distinct from</c>, <c>[not] in|between|like</c>; <c>+ - ||</c>; <c>* / % div</c>; a sign.</item>
/// <item>Columns and literals as in <see cref="PredicateText"/>; text also in double quotes, and with <c>\\ \' \" \n \t \r</c>. The
/// numbers that have no digits are written <c>cast('NaN' as double)</c>.</item>
/// <item><c>case [value] when … then … else … end</c>, <c>cast(value as type)</c>, and functions, among them <c>coalesce</c>, <c>if</c>,
/// <c>nullif</c>, <c>least</c>, <c>greatest</c>, <c>abs</c>, <c>round</c>, <c>floor</c>, <c>ceil</c>, <c>concat</c>, <c>upper</c>, <c>lower</c>, <c>trim</c>,
/// <c>length</c>, <c>substring</c>, <c>year</c>, <c>month</c>, <c>day</c>, <c>hour</c>, <c>date_trunc</c>, <c>date_format</c>, <c>to_date</c>.</item>
/// </list>
/// What is not listed is refused by its name.
/// </remarks>
public static class ValueText
{
    private const int MaxLength = 1 << 20;

    /// <summary>Reads an expression about columns of a schema.</summary>
    /// <exception cref="LakeException">Invalid: the text is no expression, or does not fit the schema. The message has the text and a caret
    /// below the fault; near names are suggested.</exception>
    public static ValueExpression Parse(string text, Schema schema)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(schema);
        if (text.Length > MaxLength || !UnicodeText.IsValid(text))
        {
            throw LakeException.Invalid(text.Length > MaxLength
                ? $"The expression has {text.Length} characters; expected at most {MaxLength}."
                : "The expression is not valid Unicode: a surrogate stands alone.");
        }

        return new ValueParser(text, schema).Parse();
    }
}
