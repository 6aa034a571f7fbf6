using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Rows.Parsing;

/// <summary>Builds a predicate from tokens: <c>or</c> binds least, then <c>and</c>, then <c>not</c>, then the tests.</summary>
internal sealed class PredicateParser
{
    // Each level is some calls deep, and the stack is not without end.
    private const int MaxNesting = 100;

    private readonly PredicateReader reader;
    private int nesting;

    public PredicateParser(string text, Schema schema) => reader = new PredicateReader(text, schema);

    public Predicate Parse()
    {
        var predicate = Or();
        return reader.Now.Kind == TokenKind.End ? predicate : throw reader.Expected("'and', 'or' or the end");
    }

    private Predicate Or()
    {
        List<Predicate> terms = [And()];
        while (reader.Skip("or"))
        {
            terms.Add(And());
        }

        return Predicate.Any(terms);
    }

    private Predicate And()
    {
        List<Predicate> terms = [Not()];
        while (reader.Skip("and"))
        {
            terms.Add(Not());
        }

        return Predicate.All(terms);
    }

    private Predicate Not()
    {
        var at = reader.Now.At;
        if (!reader.Now.Is("not") && !reader.Now.IsSymbol("("))
        {
            return Test();
        }

        if (++nesting > MaxNesting)
        {
            throw reader.Fault(at, $"it is nested more than {MaxNesting} deep.");
        }

        Predicate predicate;
        if (reader.Skip("not"))
        {
            predicate = !Not();
        }
        else
        {
            reader.SkipSymbol("(");
            predicate = Or();
            reader.Close();
        }

        nesting--;
        return predicate;
    }

    private Predicate Test()
    {
        if (reader.IsCall("starts_with"))
        {
            return Prefix();
        }

        if (reader.Literal() is not { } literal)
        {
            return OfColumn(reader.Column());
        }

        // A literal first: the same test seen from the other side.
        if (reader.Operator() is { } op)
        {
            return new Comparison(reader.Column(out var type), Mirror(op), reader.Fit(literal, type));
        }

        return literal.Value is { Kind: ScalarKind.Boolean } truth
            ? new Truth(truth.WholeValue == 1)
            : throw reader.Expected("a comparison, such as =");
    }

    private StartsWith Prefix()
    {
        reader.Next();
        reader.SkipSymbol("(");
        var column = reader.Column(out var type);
        if (!reader.SkipSymbol(","))
        {
            throw reader.Expected("','");
        }

        var prefix = reader.Text(type);
        reader.Close();
        return new StartsWith(column, prefix);
    }

    private Predicate OfColumn((ColumnPath Path, IArrowType Type) column)
    {
        if (reader.Operator() is { } op)
        {
            return new Comparison(column.Path, op, reader.Value(column.Type));
        }

        if (reader.Skip("is"))
        {
            return Is(column.Path, column.Type, reader.Skip("not"));
        }

        var isNot = reader.Skip("not");
        Predicate? test = reader.Skip("in") ? In(column.Path, column.Type)
            : reader.Skip("between") ? Between(column.Path, column.Type)
            : reader.Skip("like") ? reader.Like(column.Path, column.Type)
            : null;
        if (test is not null)
        {
            return isNot ? !test : test;
        }

        return isNot ? throw reader.Expected("'in', 'between' or 'like'")
            : column.Type is BooleanType ? column.Path.EqualTo(true)
            : throw reader.Expected($"a test of {column.Path}, such as =");
    }

    private Predicate Is(ColumnPath column, IArrowType type, bool isNot)
    {
        Predicate test;
        if (reader.Skip("null"))
        {
            test = column.IsNull();
        }
        else if (reader.Skip("distinct"))
        {
            isNot = !isNot;
            test = reader.Skip("from") ? new Comparison(column, ComparisonOperator.NullSafeEqual, reader.Value(type)) : throw reader.Expected("'from'");
        }
        else if (reader.Now.Is("true") || reader.Now.Is("false"))
        {
            test = new Comparison(column, ComparisonOperator.NullSafeEqual, reader.Value(type));
        }
        else
        {
            throw reader.Expected("'null', 'true', 'false' or 'distinct from'");
        }

        return isNot ? !test : test;
    }

    private OneOf In(ColumnPath column, IArrowType type)
    {
        if (!reader.SkipSymbol("("))
        {
            throw reader.Expected("'('");
        }

        List<Scalar> values = [reader.Value(type)];
        while (reader.SkipSymbol(","))
        {
            values.Add(reader.Value(type));
        }

        reader.Close();
        return new OneOf(column, values);
    }

    private Predicate Between(ColumnPath column, IArrowType type)
    {
        var least = reader.Value(type);
        return reader.Skip("and") ? column.Between(least, reader.Value(type)) : throw reader.Expected("'and'");
    }

    private static ComparisonOperator Mirror(ComparisonOperator op) => op switch
    {
        ComparisonOperator.Less => ComparisonOperator.Greater,
        ComparisonOperator.LessOrEqual => ComparisonOperator.GreaterOrEqual,
        ComparisonOperator.Greater => ComparisonOperator.Less,
        ComparisonOperator.GreaterOrEqual => ComparisonOperator.LessOrEqual,
        _ => op,
    };
}
