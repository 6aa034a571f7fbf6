namespace LakeVersion.Rows.Parsing;

/// <summary>What a token of a predicate's text is.</summary>
internal enum TokenKind
{
    /// <summary>A name or keyword without quotes.</summary>
    Word,

    /// <summary>A name in back-quotes, without them.</summary>
    Name,

    /// <summary>Digits, perhaps with point and exponent.</summary>
    Number,

    /// <summary>What stands between quotes.</summary>
    Text,

    /// <summary>What stands in x'…'.</summary>
    Bytes,

    /// <summary>An operator, a parenthesis, a comma or a point.</summary>
    Symbol,

    /// <summary>The end of the text.</summary>
    End,
}

/// <summary>A piece of a predicate's text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="At">Where it begins.</param>
/// <param name="Value">What it says, without quotes.</param>
internal readonly record struct PredicateToken(TokenKind Kind, int At, string Value)
{
    public bool Is(string word) => Kind == TokenKind.Word && Value.Equals(word, StringComparison.OrdinalIgnoreCase);

    public bool IsSymbol(string symbol) => Kind == TokenKind.Symbol && Value == symbol;

    public override string ToString() => Kind switch
    {
        TokenKind.End => "the end",
        TokenKind.Text => "a text",
        TokenKind.Bytes => "bytes",
        TokenKind.Name => $"`{Value}`",
        _ => $"'{Value}'",
    };
}
