using System.Text;

namespace LakeVersion.Parquet.Footers;

/// <summary>The schema of a footer: a tree in depth-first order, flattened to its columns and leaves.</summary>
/// <param name="Columns">The top-level columns.</param>
/// <param name="Leaves">The leaf columns.</param>
internal sealed record FooterSchema(IReadOnlyList<FooterColumn> Columns, IReadOnlyList<FooterLeaf> Leaves)
{
    private const int MaxDepth = 64;
    private const int Repeated = 2;

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
        var next = 1;
        for (var i = 0; i < elements[0].ChildCount; i++)
        {
            var (first, name) = (leaves.Count, next < elements.Length ? elements[next].Name : "");
            Flatten(elements, ref next, [], isRepeated: false, leaves);
            columns.Add(new FooterColumn(name, first, leaves.Count - first));
        }

        return next == elements.Length
            ? new FooterSchema(columns, leaves)
            : throw new InvalidDataException($"{elements.Length} schema elements, of which the tree has {next}");
    }

    private static void Flatten(Element[] elements, ref int next, List<string> path, bool isRepeated, List<FooterLeaf> leaves)
    {
        if (next >= elements.Length || path.Count >= MaxDepth)
        {
            throw new InvalidDataException($"a schema of {elements.Length} elements that is too short or deeper than {MaxDepth}");
        }

        var element = elements[next++];
        path.Add(element.Name);
        var below = isRepeated || element.Repetition == Repeated;
        if (element.ChildCount == 0)
        {
            var type = element.Type is >= 0 and <= 7
                ? (PhysicalType)element.Type
                : throw new InvalidDataException($"column '{element.Name}' has the unknown type {element.Type}");
            leaves.Add(new FooterLeaf([.. path], type, element.TypeLength, below));
        }

        for (var i = 0; i < element.ChildCount; i++)
        {
            Flatten(elements, ref next, path, below, leaves);
        }

        path.RemoveAt(path.Count - 1);
    }

    private static Element ReadElement(ref ThriftCompactReader reader)
    {
        var element = new Element("", -1, 0, 0, 0);
        for (var id = 0; reader.ReadField(ref id, out var type);)
        {
            switch (id)
            {
                case 1 or 2 or 3 or 5:
                    reader.Expect(type, ThriftCompactReader.Int32);
                    var value = reader.ReadInt32();
                    element = id switch
                    {
                        1 => element with { Type = value },
                        2 => element with { TypeLength = value },
                        3 => element with { Repetition = value },
                        _ => element with { ChildCount = value },
                    };
                    break;
                case 4:
                    reader.Expect(type, ThriftCompactReader.Binary);
                    element = element with { Name = Encoding.UTF8.GetString(reader.ReadBinary()) };
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return element;
    }

    private readonly record struct Element(string Name, int Type, int TypeLength, int Repetition, int ChildCount);
}
