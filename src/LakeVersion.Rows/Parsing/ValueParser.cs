using Apache.Arrow;
using LakeVersion.Rows.Evaluation;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Parsing;

/// <summary>Builds a value expression from tokens, operator by operator, and finds faults of type where they stand.</summary>
internal sealed class ValueParser
{
    // Each level is some calls deep, and the stack is not without end.
    private const int MaxNesting = 60;

    private readonly PredicateReader reader;
    private readonly ValueBinder binder;
    private readonly OperandParser operands;
    private int nesting;

    public ValueParser(string text, Schema schema)
    {
        reader = new PredicateReader(new ParsedText(text, "expression", HasEscapes: true), schema);
        binder = new ValueBinder(schema);
        operands = new OperandParser(reader, this);
    }

    public ValueExpression Parse()
    {
        var value = Any();
        return reader.Now.Kind == TokenKind.End ? value : throw reader.Expected("an operator or the end");
    }

    /// <summary>An expression of any kind.</summary>
    public ValueExpression Any()
    {
        if (++nesting > MaxNesting)
        {
            throw reader.Fault(reader.Now.At, $"it is nested more than {MaxNesting} deep.");
        }

        var value = Junction("or", () => Junction("and", Not));
        nesting--;
        return value;
    }

    /// <summary>A part, whose types are looked at here so that the fault can be pointed at.</summary>
    public ValueExpression Checked(int at, Func<ValueExpression> make)
    {
        try
        {
            var value = make();
            binder.Bind(value);
            return value;
        }
        catch (LakeException fault) when (fault.Kind == LakeErrorKind.Invalid)
        {
            throw reader.Fault(at, fault.Message);
        }
    }

    public ValueExpression Call(int at, string function, params ValueExpression[] arguments) => Checked(at, () => new CallValue(function, arguments));

    private ValueExpression Junction(string word, Func<ValueExpression> term)
    {
        List<ValueExpression> terms = [term()];
        var at = reader.Now.At;
        while (reader.Skip(word))
        {
            terms.Add(term());
        }

        return terms.Count == 1 ? terms[0] : Call(at, word, [.. terms]);
    }

    private ValueExpression Not()
    {
        var at = reader.Now.At;
        var count = 0;
        for (; reader.Skip("not"); count++)
        {
        }

        var value = Tests();
        for (; count > 0; count--)
        {
            value = Call(at, "not", value);
        }

        return value;
    }

    private ValueExpression Tests()
    {
        var value = Sum();
        while (true)
        {
            var at = reader.Now.At;
            if (reader.Operator() is { } op)
            {
                value = Call(at, PredicatePrinter.Symbol(op), value, Sum());
            }
            else if (reader.Skip("is"))
            {
                value = Is(at, value);
            }
            else
            {
                var isNot = reader.Now.Is("not");
                if (Word(value) is not { } test)
                {
                    return value;
                }

                value = isNot ? Call(at, "not", test) : test;
            }
        }
    }

    private ValueExpression? Word(ValueExpression value)
    {
        var isNot = reader.Skip("not");
        var at = reader.Now.At;
        if (reader.Skip("in"))
        {
            reader.Open();
            return Call(at, "in", [value, .. List()]);
        }

        if (reader.Skip("between"))
        {
            var least = Sum();
            return reader.Skip("and") ? Call(at, "between", value, least, Sum()) : throw reader.Expected("'and'");
        }

        return reader.Skip("like") ? Call(at, "like", value, Sum())
            : isNot ? throw reader.Expected("'in', 'between' or 'like'") : null;
    }

    private ValueExpression Is(int at, ValueExpression value)
    {
        var isNot = reader.Skip("not");
        ValueExpression test;
        if (reader.Skip("null"))
        {
            test = Call(at, "is null", value);
        }
        else if (reader.Skip("distinct"))
        {
            test = reader.Skip("from") ? Call(at, "<=>", value, Sum()) : throw reader.Expected("'from'");
            isNot = !isNot;
        }
        else if (reader.Now.Is("true") || reader.Now.Is("false"))
        {
            test = Call(at, "<=>", value, new LiteralValue(reader.Next().Is("true")));
        }
        else
        {
            throw reader.Expected("'null', 'true', 'false' or 'distinct from'");
        }

        return isNot ? Call(at, "not", test) : test;
    }

    private ValueExpression Sum() => Left(["+", "-", "||"], () => Left(["*", "/", "%"], operands.Signed));

    // Operators of one strength, from the left.
    private ValueExpression Left(string[] symbols, Func<ValueExpression> operand)
    {
        var value = operand();
        while (true)
        {
            var (at, symbol) = (reader.Now.At, reader.Now.Value);
            if (reader.Now.Is("div") && symbols[0] == "*")
            {
                symbol = "div";
            }
            else if (reader.Now.Kind != TokenKind.Symbol || !symbols.Contains(symbol))
            {
                return value;
            }

            reader.Next();
            value = Call(at, symbol, value, operand());
        }
    }

    /// <summary>Expressions up to a closing parenthesis.</summary>
    public List<ValueExpression> List()
    {
        List<ValueExpression> values = [];
        if (reader.SkipSymbol(")"))
        {
            return values;
        }

        do
        {
            values.Add(Any());
        }
        while (reader.SkipSymbol(","));
        reader.Close();
        return values;
    }
}
