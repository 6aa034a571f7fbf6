using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Rows.Cells;
using LakeVersion.Rows.Expressions;
using LakeVersion.Rows.Filtering;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Parsing;

/// <summary>Walks over the tokens of a predicate: words, columns of the schema, and literals that fit them.</summary>
internal sealed class PredicateReader(ParsedText text, Schema schema)
{
    private static readonly string[] NotNames = ["and", "or", "not", "in", "is", "like", "between"];

    private readonly IReadOnlyList<PredicateToken> tokens = PredicateTokenizer.Read(text);
    private int next;

    public PredicateToken Now => tokens[next];

    public PredicateToken Ahead => tokens[Math.Min(next + 1, tokens.Count - 1)];

    public PredicateToken Next() => tokens[next < tokens.Count - 1 ? next++ : next];

    public bool Skip(string word)
    {
        var found = Now.Is(word);
        next += found ? 1 : 0;
        return found;
    }

    public bool SkipSymbol(string symbol)
    {
        var found = Now.IsSymbol(symbol);
        next += found ? 1 : 0;
        return found;
    }

    public bool IsCall(string word) => Now.Is(word) && Ahead.IsSymbol("(");

    public void Open()
    {
        if (!SkipSymbol("("))
        {
            throw Expected("'('");
        }
    }

    public void Close()
    {
        if (!SkipSymbol(")"))
        {
            throw Expected("')'");
        }
    }

    public LakeException Expected(string what) => Fault(Now.At, $"expected {what}, found {Now}.");

    public LakeException Fault(int at, string message) => PredicateFault.At(text, at, message);

    public ComparisonOperator? Operator()
    {
        ComparisonOperator? op = Now.Kind != TokenKind.Symbol ? null : Now.Value switch
        {
            "=" or "==" => ComparisonOperator.Equal,
            "!=" or "<>" => ComparisonOperator.NotEqual,
            "<" => ComparisonOperator.Less,
            "<=" => ComparisonOperator.LessOrEqual,
            ">" => ComparisonOperator.Greater,
            ">=" => ComparisonOperator.GreaterOrEqual,
            "<=>" => ComparisonOperator.NullSafeEqual,
            _ => null,
        };
        next += op is null ? 0 : 1;
        return op;
    }

    public ColumnPath Column(out IArrowType type)
    {
        var column = Column();
        type = column.Type;
        return column.Path;
    }

    public (ColumnPath Path, IArrowType Type) Column()
    {
        List<string> names = [];
        IReadOnlyList<Field> fields = schema.FieldsList;
        while (true)
        {
            if (Now.Kind is not (TokenKind.Word or TokenKind.Name) || (Now.Kind == TokenKind.Word && NotNames.Any(Now.Is)))
            {
                throw Expected("a column");
            }

            var token = Next();
            var field = SchemaFields.Find(fields, token.Value, out var fault) ?? throw Fault(token.At, fault);
            names.Add(field.Name);
            if (!SkipSymbol("."))
            {
                return (ColumnPath.Of(names), field.DataType);
            }

            fields = field.DataType is StructType nested
                ? nested.Fields
                : throw Fault(tokens[next - 1].At, $"column '{field.Name}' is {TypeText.Of(field.DataType)} and has no fields.");
        }
    }

    /// <summary>A literal if one stands here, else null.</summary>
    public PredicateLiteral? Literal()
    {
        var at = Now.At;
        switch (Now.Kind)
        {
            case TokenKind.Text:
                return new(at, Scalar.Of(Next().Value));
            case TokenKind.Bytes:
                return new(at, Bytes(Next()));
            case TokenKind.Number:
                return new(at, Number(isNegative: false));
            case TokenKind.Symbol when Now.Value is "-" or "+":
                var isNegative = Next().Value == "-";
                return new(at, Now.Kind == TokenKind.Number ? Number(isNegative) : Infinite(isNegative));
            case TokenKind.Word when Ahead.Kind == TokenKind.Text && (Now.Is("date") || Now.Is("timestamp")):
                return Typed(Next(), Next());
            default:
                return Now.Kind == TokenKind.Word ? OfWord(at) : null;
        }
    }

    /// <summary>A literal that compares with a column of this type.</summary>
    public Scalar Value(IArrowType type) => Fit(Literal() ?? throw Expected("a value"), type);

    /// <summary>The literal as one that compares with a column of this type.</summary>
    public Scalar Fit(PredicateLiteral literal, IArrowType type)
    {
        if (literal.Value is not { } value)
        {
            throw Fault(literal.At, "nothing equals null: write 'is null' or 'is not null'.");
        }

        return literal.For(type) ?? throw Fault(literal.At, $"{PredicatePrinter.Literal(value)} does not compare with a column of the type {TypeText.Of(type)}"
            + (literal.HasZone && type is TimestampType ? ", which is a wall clock without a zone." : "."));
    }

    /// <summary>A text that is compared with a text column.</summary>
    public string Text(IArrowType type)
    {
        if (type is not StringType || Now.Kind != TokenKind.Text)
        {
            throw type is StringType ? Expected("a text") : Fault(Now.At, $"only text has a beginning; the column is {TypeText.Of(type)}.");
        }

        return Next().Value;
    }

    /// <summary>A pattern without wildcards, or with one <c>%</c> at its end. A backslash takes the next character as it is.</summary>
    public Predicate Like(ColumnPath column, IArrowType type)
    {
        var at = Now.At;
        var pattern = Text(type);
        var prefix = new StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '%' && i == pattern.Length - 1)
            {
                return column.StartsWith(prefix.ToString());
            }

            if (pattern[i] is '%' or '_' || (pattern[i] == '\\' && i == pattern.Length - 1))
            {
                throw Fault(at, @"of patterns only 'prefix%' is understood; \% and \_ stand for the characters themselves.");
            }

            i += pattern[i] == '\\' ? 1 : 0;
            prefix.Append(pattern[i]);
        }

        return column.EqualTo(prefix.ToString());
    }

    private PredicateLiteral? OfWord(int at)
    {
        Scalar? value = Now.Is("true") || Now.Is("false") ? Scalar.Of(Now.Is("true"))
            : PredicateLiteral.Word(Now.Value) is { } number ? Scalar.Of(number)
            : null;
        if (value is null && !Now.Is("null"))
        {
            return null;
        }

        Next();
        return new(at, value);
    }

    private Scalar Infinite(bool isNegative)
    {
        if (Now.Kind != TokenKind.Word || PredicateLiteral.Word(Now.Value) is not { } number)
        {
            throw Expected("a number");
        }

        Next();
        return Scalar.Of(isNegative ? -number : number);
    }

    private PredicateLiteral Typed(PredicateToken type, PredicateToken token) =>
        (type.Is("date") ? PredicateLiteral.Date(token.Value, type.At) : PredicateLiteral.Timestamp(token.Value, type.At))
        ?? throw Fault(token.At, $"'{token.Value}' is no {type.Value}; expected such as {(type.Is("date") ? "'2024-02-29'" : "'2024-02-29 10:00:00.123456Z'")}.");

    private Scalar Number(bool isNegative)
    {
        var token = Next();
        return PredicateLiteral.Number(token.Value, isNegative) ?? throw Fault(token.At, "the number has too many digits.");
    }

    private Scalar Bytes(PredicateToken token)
    {
        try
        {
            return Scalar.Of(Convert.FromHexString(token.Value));
        }
        catch (FormatException)
        {
            throw Fault(token.At, "bytes are written as pairs of hexadecimal digits, such as x'00ff'.");
        }
    }
}
