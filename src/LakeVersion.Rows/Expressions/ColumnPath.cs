using System.Text;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Expressions;

/// <summary>A column by its names: one for a column of the table, more for a field within structs. Also where predicates begin:
/// <c>ColumnPath.Of("delay").GreaterThan(60) &amp; ColumnPath.Of("trip", "origin").EqualTo("SEA")</c>.</summary>
public sealed class ColumnPath : IEquatable<ColumnPath>
{
    private ColumnPath(IReadOnlyList<string> names) => Names = names;

    /// <summary>The names from the table's column inwards; at least one.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>A column by its names, of which each is taken as it stands, points included.</summary>
    /// <exception cref="LakeException">Invalid: no names.</exception>
    public static ColumnPath Of(params IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return names.Count > 0 && !names.Contains(null) ? new([.. names]) : throw LakeException.Invalid("A column of a predicate has no name.");
    }

    /// <summary>Reads names with points between, as <c>trip.`home port`</c>: a name with a point in it stands in back-quotes, doubled inside.</summary>
    /// <exception cref="LakeException">Invalid: a name is empty, or a back-quote is not closed.</exception>
    public static ColumnPath Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var names = new List<string>();
        var name = new StringBuilder();
        var isQuoted = false;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '`' && isQuoted && at + 1 < text.Length && text[at + 1] == '`')
            {
                name.Append(text[at++]);
            }
            else if (text[at] == '`')
            {
                isQuoted = !isQuoted;
            }
            else if (text[at] == '.' && !isQuoted)
            {
                names.Add(name.ToString());
                name.Clear();
            }
            else
            {
                name.Append(text[at]);
            }
        }

        names.Add(name.ToString());
        return !isQuoted && !names.Contains("") ? Of(names) : throw LakeException.Invalid(
            $"'{text}' is no column: expected names with points between, as trip.origin, and back-quotes around one with a point in it.");
    }

    /// <summary>A column of the table.</summary>
    public static implicit operator ColumnPath(string name) => Of([name]);

    /// <summary>Passes where the values are equal.</summary>
    public Predicate EqualTo(Scalar value) => new Comparison(this, ComparisonOperator.Equal, value);

    /// <inheritdoc cref="EqualTo(Scalar)"/>
    public Predicate EqualTo(string text) => EqualTo(Scalar.Of(text));

    /// <summary>Passes where the values differ; null does not pass.</summary>
    public Predicate NotEqualTo(Scalar value) => new Comparison(this, ComparisonOperator.NotEqual, value);

    /// <inheritdoc cref="NotEqualTo(Scalar)"/>
    public Predicate NotEqualTo(string text) => NotEqualTo(Scalar.Of(text));

    /// <summary>Passes where the column is smaller.</summary>
    public Predicate LessThan(Scalar value) => new Comparison(this, ComparisonOperator.Less, value);

    /// <summary>Passes where the column is smaller or equal.</summary>
    public Predicate AtMost(Scalar value) => new Comparison(this, ComparisonOperator.LessOrEqual, value);

    /// <summary>Passes where the column is greater.</summary>
    public Predicate GreaterThan(Scalar value) => new Comparison(this, ComparisonOperator.Greater, value);

    /// <summary>Passes where the column is greater or equal.</summary>
    public Predicate AtLeast(Scalar value) => new Comparison(this, ComparisonOperator.GreaterOrEqual, value);

    /// <summary>Passes where the column is neither smaller than the one nor greater than the other.</summary>
    public Predicate Between(Scalar least, Scalar greatest) => AtLeast(least) & AtMost(greatest);

    /// <summary>Passes where the column equals one of the values.</summary>
    public Predicate In(params IReadOnlyList<Scalar> values) => new OneOf(this, values);

    /// <summary>Passes where the column equals one of the texts.</summary>
    public Predicate In(params IReadOnlyList<string> texts) => In([.. texts.Select(Scalar.Of)]);

    /// <summary>Passes where the text begins so.</summary>
    public Predicate StartsWith(string prefix) => new StartsWith(this, prefix);

    /// <summary>Passes where the column is null.</summary>
    public Predicate IsNull() => new NullTest(this);

    /// <summary>Passes where the column is not null.</summary>
    public Predicate IsNotNull() => !IsNull();

    /// <inheritdoc/>
    public bool Equals(ColumnPath? other) => other is not null && Names.SequenceEqual(other.Names, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ColumnPath);

    /// <inheritdoc/>
    public override int GetHashCode() => Names.Aggregate(0, (hash, name) => HashCode.Combine(hash, name.GetHashCode(StringComparison.Ordinal)));

    /// <summary>The names as a predicate's text has them, such as <c>trip.`home port`</c>.</summary>
    public override string ToString() => PredicatePrinter.Name(this);
}
