using System.Text;

namespace LakeVersion.Rows.Parsing;

/// <summary>Cuts a predicate's text into tokens.</summary>
internal static class PredicateTokenizer
{
    private static readonly string[] Symbols = ["<=>", "==", "!=", "<>", "<=", ">=", "||", "=", "<", ">", "(", ")", ",", ".", "-", "+", "*", "/", "%"];

    public static IReadOnlyList<PredicateToken> Read(ParsedText text)
    {
        var tokens = new List<PredicateToken>();
        var at = 0;
        while (true)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            if (at == text.Length)
            {
                tokens.Add(new(TokenKind.End, at, ""));
                return tokens;
            }

            tokens.Add(Next(text, ref at));
        }
    }

    private static PredicateToken Next(ParsedText text, ref int at)
    {
        var start = at;
        switch (text[at])
        {
            case '\'':
                return new(TokenKind.Text, start, Quoted(text, ref at, "text"));
            case '`':
                var name = Quoted(text, ref at, "name");
                return name.Length > 0 ? new(TokenKind.Name, start, name) : throw PredicateFault.At(text, start, "a name is empty.");
            case 'x' or 'X' when at + 1 < text.Length && text[at + 1] == '\'':
                at++;
                return new(TokenKind.Bytes, start, Quoted(text, ref at, "bytes"));
            case '"' when text.HasEscapes:
                return new(TokenKind.Text, start, Quoted(text, ref at, "text"));
            case '"':
                throw PredicateFault.At(text, start, "write 'text' for text and `name` for a column, instead of double quotes.");
            case >= '0' and <= '9':
            case '.' when at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]):
                return new(TokenKind.Number, start, Number(text, ref at));
            case '_':
            case var letter when char.IsLetter(letter):
                while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_'))
                {
                    at++;
                }

                return new(TokenKind.Word, start, text[start..at]);
        }

        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(text.Value, at, symbol, 0, symbol.Length) == 0)
            {
                at += symbol.Length;
                return new(TokenKind.Symbol, start, symbol);
            }
        }

        throw PredicateFault.At(text, start, $"unexpected '{Rune.GetRuneAt(text.Value, start)}'. Names with such characters stand in back-quotes, text in single quotes.");
    }

    // A doubled quote stands for one.
    private static string Quoted(ParsedText text, ref int at, string what)
    {
        var (start, quote) = (at, text[at]);
        var value = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text.HasEscapes && text[at] == '\\' && quote != '`')
            {
                value.Append(TextEscapes.Read(text, ref at));
            }
            else if (text[at] != quote)
            {
                value.Append(text[at]);
            }
            else if (at + 1 < text.Length && text[at + 1] == quote)
            {
                value.Append(text[at++]);
            }
            else
            {
                at++;
                return value.ToString();
            }
        }

        throw PredicateFault.At(text, start, $"the {what} that begins here has no closing {quote}.");
    }

    private static string Number(ParsedText text, ref int at)
    {
        var start = at;
        Digits(text, ref at);
        if (at < text.Length && text[at] == '.')
        {
            at++;
            Digits(text, ref at);
        }

        if (at < text.Length && text[at] is 'e' or 'E')
        {
            at += at + 1 < text.Length && text[at + 1] is '+' or '-' ? 2 : 1;
            var exponent = at;
            Digits(text, ref at);
            if (at == exponent)
            {
                throw PredicateFault.At(text, start, $"the number '{text[start..at]}' has no exponent behind its e.");
            }
        }

        return at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '.')
            ? throw PredicateFault.At(text, at, "a number goes on with something else. A name that begins with a digit stands in back-quotes.")
            : text[start..at];
    }

    private static void Digits(ParsedText text, ref int at)
    {
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }
    }
}
