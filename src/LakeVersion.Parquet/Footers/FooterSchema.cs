using System.Text;

namespace LakeVersion.Parquet.Footers;

/// <summary>The schema of a footer: a tree in depth-first order, and flattened to its columns and leaves.</summary>
/// <param name="Columns">The top-level columns.</param>
/// <param name="Leaves">The leaf columns.</param>
/// <param name="Tree">The top-level columns with all that is below them.</param>
internal sealed record FooterSchema(
    IReadOnlyList<FooterColumn> Columns, IReadOnlyList<FooterLeaf> Leaves, IReadOnlyList<FooterNode> Tree)
{
    private const int MaxDepth = 64;

    /// <summary>Reads the list of schema elements, whose first is the root.</summary>
    public static FooterSchema Read(ref ThriftCompactReader reader)
    {
        var elements = new Element[reader.ReadList(ThriftCompactReader.Struct)];
        for (var i = 0; i < elements.Length; i++)
        {
            elements[i] = ReadElement(ref reader);
        }

        if (elements.Length == 0)
        {
            throw new InvalidDataException("the schema is empty");
        }

        List<FooterColumn> columns = [];
        List<FooterLeaf> leaves = [];
        List<FooterNode> tree = [];
        var next = 1;
        for (var i = 0; i < elements[0].ChildCount; i++)
        {
            var first = leaves.Count;
            tree.Add(ReadTree(elements, ref next, depth: 0));
            leaves.AddRange(tree[^1].Leaves);
            columns.Add(new FooterColumn(tree[^1].Name, first, leaves.Count - first));
        }

        return next == elements.Length
            ? new FooterSchema(columns, leaves, tree)
            : throw new InvalidDataException($"{elements.Length} schema elements, of which the tree has {next}");
    }

    private static FooterNode ReadTree(Element[] elements, ref int next, int depth)
    {
        if (next >= elements.Length || depth >= MaxDepth)
        {
            throw new InvalidDataException($"a schema of {elements.Length} elements that is too short or deeper than {MaxDepth}");
        }

        var element = elements[next++];
        PhysicalType? type = null;
        if (element.ChildCount == 0)
        {
            type = element.Type is >= 0 and <= 7
                ? (PhysicalType)element.Type
                : throw new InvalidDataException($"column '{element.Name}' has the unknown type {element.Type}");
        }

        List<FooterNode> children = [];
        for (var i = 0; i < element.ChildCount; i++)
        {
            children.Add(ReadTree(elements, ref next, depth + 1));
        }

        return new FooterNode(element.Name, element.Repetition, type, element.TypeLength, element.Meaning, element.FieldId, children);
    }

    private static Element ReadElement(ref ThriftCompactReader reader)
    {
        var element = new Element();
        for (var id = 0; reader.ReadField(ref id, out var type);)
        {
            switch (id)
            {
                case 1 or 2 or 3 or 5 or 6 or 7 or 8 or 9:
                    reader.Expect(type, ThriftCompactReader.Int32);
                    element = With(element, id, reader.ReadInt32());
                    break;
                case 4:
                    reader.Expect(type, ThriftCompactReader.Binary);
                    element = element with { Name = Encoding.UTF8.GetString(reader.ReadBinary()) };
                    break;
                case 10:
                    reader.Expect(type, ThriftCompactReader.Struct);
                    element = element with { Logical = AnnotationReader.Read(ref reader) };
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return element;
    }

    private static Element With(Element element, int id, int value) => id switch
    {
        1 => element with { Type = value },
        2 => element with { TypeLength = value },
        3 => element with { Repetition = (Repetition)value },
        5 => element with { ChildCount = value },
        6 => element with { Converted = value },
        7 => element with { Scale = value },
        8 => element with { Precision = value },
        _ => element with { FieldId = value },
    };

    private readonly record struct Element()
    {
        public string Name { get; init; } = "";

        public int Type { get; init; } = -1;

        public int TypeLength { get; init; }

        public Repetition Repetition { get; init; }

        public int ChildCount { get; init; }

        public int Converted { get; init; } = -1;

        public int Scale { get; init; }

        public int Precision { get; init; }

        public int? FieldId { get; init; }

        public Annotation Logical { get; init; }

        // A logical type that we do not know gives way to the older number, which its writer put there for such as us.
        public Annotation Meaning => Logical.Kind is AnnotationKind.None or AnnotationKind.Unknown && Converted >= 0
            ? AnnotationReader.OfConverted(Converted, Precision, Scale)
            : Logical;
    }
}
