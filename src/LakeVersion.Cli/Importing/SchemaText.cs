using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Importing;

/// <summary>Reads columns as <c>a int, b decimal(10,2) not null, c array&lt;string&gt;</c>: a name, a type, perhaps <c>not null</c>.</summary>
internal sealed class SchemaText
{
    private const string Known =
        "boolean, byte, short, int, long, float, double, decimal(p,s), string, binary, date, timestamp, timestamp_ntz, array<…>, map<…,…>, struct<a: …>";

    private readonly string text;
    private readonly string source;
    private int at;

    private SchemaText(string text, string source) => (this.text, this.source) = (text, source);

    /// <summary>Reads columns.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">The option or argument that it comes from, for messages.</param>
    /// <exception cref="LakeException">Invalid: another form; the message names the place.</exception>
    public static Schema Parse(string text, string source = "--schema")
    {
        var reader = new SchemaText(text, source);
        var fields = reader.Fields(isStruct: false);
        return reader.Peek() == '\0' ? new Schema(fields, null) : throw reader.Fault("a comma or the end");
    }

    /// <summary>Reads a type alone.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">The option that it comes from, for messages.</param>
    /// <exception cref="LakeException">Invalid: another form; the message names the place.</exception>
    public static IArrowType ParseType(string text, string source)
    {
        var reader = new SchemaText(text, source);
        var type = reader.Type();
        return reader.Peek() == '\0' ? type : throw reader.Fault("the end");
    }

    private List<Field> Fields(bool isStruct)
    {
        var fields = new List<Field>();
        do
        {
            var name = Name();
            if (isStruct)
            {
                Take(':');
            }

            var type = Type();
            var required = TakeWord("not") && (TakeWord("null") ? true : throw Fault("'null' behind 'not'"));
            fields.Add(fields.Any(field => field.Name == name)
                ? throw LakeException.Invalid($"{source}: column '{name}' is named twice.")
                : new Field(name, type, !required));
        }
        while (TryTake(','));
        return fields;
    }

    private IArrowType Type()
    {
        var start = at;
        var word = Word().ToLowerInvariant();
        switch (word)
        {
            case "boolean" or "bool":
                return BooleanType.Default;
            case "byte" or "tinyint":
                return Int8Type.Default;
            case "short" or "smallint":
                return Int16Type.Default;
            case "int" or "integer":
                return Int32Type.Default;
            case "long" or "bigint":
                return Int64Type.Default;
            case "float" or "real":
                return FloatType.Default;
            case "double":
                return DoubleType.Default;
            case "string" or "text" or "varchar":
                return StringType.Default;
            case "binary":
                return BinaryType.Default;
            case "date":
                return Date32Type.Default;
            case "timestamp":
                return new TimestampType(TimeUnit.Microsecond, "UTC");
            case "timestamp_ntz":
                return new TimestampType(TimeUnit.Microsecond, (string?)null);
            case "decimal":
                return Decimal();
            case "array" or "map" or "struct":
                return Nested(word);
            default:
                at = start;
                throw Fault($"a type ({Known})");
        }
    }

    private Decimal128Type Decimal()
    {
        Take('(');
        var precision = Number();
        var scale = TryTake(',') ? Number() : 0;
        Take(')');
        return precision is >= 1 and <= 38 && scale <= precision
            ? new Decimal128Type(precision, scale)
            : throw LakeException.Invalid($"{source}: decimal({precision},{scale}): expected at most 38 digits, of which the second number stands behind the point.");
    }

    private NestedType Nested(string word)
    {
        Take('<');
        NestedType type = word switch
        {
            "array" => new ListType(new Field("element", Type(), true)),
            "struct" => new StructType(Fields(isStruct: true)),
            _ => Map(),
        };
        Take('>');
        return type;
    }

    private MapType Map()
    {
        var key = Type();
        Take(',');
        return new MapType(new Field("key", key, false), new Field("value", Type(), true));
    }

    // A name with other characters stands in quotes, doubled inside, as in SQL.
    private string Name()
    {
        var quote = Peek();
        if (quote is not ('"' or '`'))
        {
            return Word() is { Length: > 0 } word ? word : throw Fault("the name of a column");
        }

        var name = new System.Text.StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] != quote)
            {
                name.Append(text[at]);
            }
            else if (at + 1 < text.Length && text[at + 1] == quote)
            {
                name.Append(text[at++]);
            }
            else
            {
                at++;
                return name.ToString();
            }
        }

        throw Fault($"{quote} behind the name");
    }

    private int Number() => int.TryParse(Word(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Fault("a number");

    private bool TakeWord(string word)
    {
        var start = at;
        if (Word().Equals(word, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        at = start;
        return false;
    }

    private string Word()
    {
        Peek();
        var start = at;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_'))
        {
            at++;
        }

        return text[start..at];
    }

    private char Peek()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return at < text.Length ? text[at] : '\0';
    }

    private bool TryTake(char sign)
    {
        if (Peek() != sign)
        {
            return false;
        }

        at++;
        return true;
    }

    private void Take(char sign)
    {
        if (!TryTake(sign))
        {
            throw Fault($"'{sign}'");
        }
    }

    private LakeException Fault(string expected)
    {
        var found = Peek() == '\0' ? "the end" : $"'{text[at..Math.Min(at + 20, text.Length)]}'";
        return LakeException.Invalid($"{source}, character {at + 1}: expected {expected}, found {found}.");
    }
}
