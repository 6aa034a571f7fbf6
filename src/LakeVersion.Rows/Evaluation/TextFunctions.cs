using System.Text;
using Apache.Arrow.Types;
using LakeVersion.Rows.Cells;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Evaluation;

/// <summary>Functions of text, which is UTF-8. Characters are code points.</summary>
internal static class TextFunctions
{
    public static Node Text(Node operand) => Coercion.To(operand, StringType.Default);

    public static Node Map(Node operand, Func<string, string> map) => new MapNode<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>(
        StringType.Default, Text(operand), bytes => Encoding.UTF8.GetBytes(map(Encoding.UTF8.GetString(bytes.Span))));

    public static Node Test(Node left, Node right, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>, bool> test) =>
        new MapNode<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>, bool>(BooleanType.Default, Text(left), Text(right), test);

    public static Node Concat(IReadOnlyList<Node> operands) => operands.Count == 0
        ? new ConstantNode(StringType.Default, Expressions.Scalar.Of(""))
        : operands.Skip(1).Aggregate(Text(operands[0]), (left, right) => new MapNode<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>(
            StringType.Default, left, Text(right), (a, b) => (byte[])[.. a.Span, .. b.Span]));

    /// <summary>Characters of text, bytes of binary.</summary>
    public static Node Length(Node operand) => operand.Type is BinaryType
        ? new MapNode<ReadOnlyMemory<byte>, long>(Int32Type.Default, operand, bytes => bytes.Length)
        : new MapNode<ReadOnlyMemory<byte>, long>(Int32Type.Default, Text(operand), bytes => Count(bytes.Span));

    public static Node Substring(Node operand, Node position, Node? length) => new MapNode<ReadOnlyMemory<byte>, long, long, ReadOnlyMemory<byte>>(
        StringType.Default,
        Text(operand),
        Whole(position),
        length is null ? new ConstantNode(Int64Type.Default, Expressions.Scalar.Of(int.MaxValue)) : Whole(length),
        Substring);

    public static string Upper(string text) => Plain(text, "upper", "ßŉǰΐΰևẖẗẘẙẚ", '\uFB00', '\uFB17').ToUpperInvariant();

    public static string Lower(string text) => Plain(text, "lower", "İΣ", '\uFFFF', '\uFFFF').ToLowerInvariant();

    /// <summary>Matches a pattern of <c>%</c>, <c>_</c> and characters; a backslash takes the next as it is.</summary>
    public static Node Like(Node operand, Node pattern) => Test(operand, pattern, (text, like) =>
        LikePattern.Matches([.. Encoding.UTF8.GetString(text.Span).EnumerateRunes()], LikePattern.Read(Encoding.UTF8.GetString(like.Span))));

    private static Node Whole(Node node) => ValueTypes.IsInteger(node.Type) || node.Type is NullType
        ? Coercion.To(node, Int64Type.Default)
        : throw LakeException.Invalid($"substring takes whole numbers; found {TypeText.Of(node.Type)}.");

    // Position 1 is the first character, as is 0; -1 is the last. What lies outside of the text has no characters.
    private static ReadOnlyMemory<byte> Substring(ReadOnlyMemory<byte> text, long position, long length)
    {
        var start = position > 0 ? position - 1 : position < 0 ? Count(text.Span) + position : 0;
        var end = (long)Int128.Min((Int128)start + length, int.MaxValue);
        if (end <= start)
        {
            return default;
        }

        var from = Place(text.Span, start);
        return text[from..Place(text.Span, end)];
    }

    // Where a character begins; the end behind the last one.
    private static int Place(ReadOnlySpan<byte> text, long character)
    {
        var at = 0;
        for (long i = 0; i < character && at < text.Length; i++)
        {
            for (at++; at < text.Length && (text[at] & 0xC0) == 0x80; at++)
            {
            }
        }

        return at;
    }

    private static long Count(ReadOnlySpan<byte> text)
    {
        var count = 0;
        foreach (var unit in text)
        {
            count += (unit & 0xC0) != 0x80 ? 1 : 0;
        }

        return count;
    }

    // Where engines map one letter to several, or by its neighbours, they differ from .NET.
    private static string Plain(string text, string name, string special, char from, char to)
    {
        foreach (var c in text)
        {
            var isGreek = name == "upper" && c is >= '\u1F50' and <= '\u1FFC';
            if (c > 127 && (special.Contains(c, StringComparison.Ordinal) || isGreek || (c >= from && c <= to)))
            {
                throw LakeException.Invalid($"{name} of the letter '{c}' differs between engines, so it is not computed.");
            }
        }

        return text;
    }
}
