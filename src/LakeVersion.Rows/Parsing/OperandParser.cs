using System.Globalization;
using Apache.Arrow.Types;
using LakeVersion.Rows.Evaluation;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Parsing;

/// <summary>Reads what operators stand between: literals, columns, calls, <c>case</c>, <c>cast</c> and parentheses.</summary>
internal sealed class OperandParser(PredicateReader reader, ValueParser parser)
{
    private static readonly string[] Ends = ["when", "then", "else", "end", "as", "div", "from", "distinct"];

    public ValueExpression Signed()
    {
        var at = reader.Now.At;
        var signs = 0;
        while (reader.Now.IsSymbol("+") || reader.Now.IsSymbol("-"))
        {
            // The least whole number is a literal with its sign.
            if (reader.Now.IsSymbol("-") && reader.Ahead.Kind == TokenKind.Number)
            {
                break;
            }

            signs += reader.Next().Value == "-" ? 1 : 0;
        }

        var value = Operand();
        for (; signs > 0; signs--)
        {
            value = parser.Call(at, "negative", value);
        }

        return value;
    }

    private ValueExpression Operand()
    {
        var at = reader.Now.At;
        if (reader.SkipSymbol("("))
        {
            var value = parser.Any();
            reader.Close();
            return value;
        }

        if (reader.Skip("case"))
        {
            return Case(at);
        }

        if (reader.Now.Kind == TokenKind.Word && reader.Ahead.IsSymbol("("))
        {
            return Call();
        }

        // In Spark the words of infinity are names like any other.
        var isWord = reader.Now.Kind == TokenKind.Word && PredicateLiteral.Word(reader.Now.Value) is not null;
        if (!isWord && reader.Literal() is { } literal)
        {
            return parser.Checked(at, () => new LiteralValue(literal.Value));
        }

        if (Ends.Any(reader.Now.Is) || reader.Now.Kind is not (TokenKind.Word or TokenKind.Name))
        {
            throw reader.Expected("a value");
        }

        var path = reader.Column().Path;
        return parser.Checked(at, () => new ColumnValue(path));
    }

    private ValueExpression Call()
    {
        var token = reader.Next();
        reader.Open();
        if (token.Is("cast"))
        {
            return Cast(token.At);
        }

        var name = token.Value.ToLowerInvariant();
        return FunctionTable.Has(name) && name is not ("and" or "or" or "not" or "in" or "like" or "between" or "div" or "negative")
            ? parser.Call(token.At, name, [.. parser.List()])
            : throw reader.Fault(token.At, FunctionTable.Unknown(name).Message);
    }

    private ValueExpression Case(int at)
    {
        var subject = reader.Now.Is("when") ? null : parser.Any();
        List<(ValueExpression When, ValueExpression Then)> branches = [];
        while (reader.Now.Is("when"))
        {
            var from = reader.Next().At;
            var when = parser.Any();
            when = subject is null ? when : parser.Call(from, "=", subject, when);
            branches.Add((when, reader.Skip("then") ? parser.Any() : throw reader.Expected("'then'")));
        }

        var otherwise = reader.Skip("else") ? parser.Any() : null;
        return branches.Count > 0 && reader.Skip("end")
            ? parser.Checked(at, () => new CaseValue(branches, otherwise))
            : throw reader.Expected(branches.Count > 0 ? "'end'" : "'when'");
    }

    private ValueExpression Cast(int at)
    {
        var value = parser.Any();
        var type = reader.Skip("as") ? Type() : throw reader.Expected("'as'");
        reader.Close();
        return parser.Checked(at, () => new CastValue(value, type));
    }

    private IArrowType Type()
    {
        var token = reader.Now.Kind == TokenKind.Word ? reader.Next() : throw reader.Expected("a type");
        var name = token.Value.ToLowerInvariant();
        if (name is "decimal" or "dec" or "numeric")
        {
            var (precision, scale) = (10, 0);
            if (reader.SkipSymbol("("))
            {
                (precision, scale) = (Digits(), reader.SkipSymbol(",") ? Digits() : 0);
                reader.Close();
            }

            return precision is >= 1 and <= ValueTypes.MostDigits && scale <= precision
                ? new Decimal128Type(precision, scale)
                : throw reader.Fault(token.At, $"a decimal has 1 to {ValueTypes.MostDigits} digits, and no more behind the point.");
        }

        return TypeNames.Find(name) ?? throw reader.Fault(
            token.At, $"the type '{token.Value}' is not understood.{NearNames.Hint(name, TypeNames.All)}");
    }

    private int Digits() => reader.Now.Kind == TokenKind.Number && int.TryParse(reader.Now.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var digits)
        ? reader.Next() is var _ ? digits : 0
        : throw reader.Expected("a count of digits");
}
