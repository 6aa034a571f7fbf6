namespace LakeVersion.Rows.Parsing;

/// <summary>A text that is being read.</summary>
/// <param name="Value">The whole text.</param>
/// <param name="What">What it is, for messages.</param>
/// <param name="HasEscapes">True where quoted text is read as Spark does: backslashes begin escapes, and double quotes hold text too.</param>
internal readonly record struct ParsedText(string Value, string What, bool HasEscapes)
{
    public int Length => Value.Length;

    public char this[int at] => Value[at];

    public string Slice(int start, int length) => Value.Substring(start, length);

    public static implicit operator ParsedText(string predicate) => new(predicate, "predicate", HasEscapes: false);
}
