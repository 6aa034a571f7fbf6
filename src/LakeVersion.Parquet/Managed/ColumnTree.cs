using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Parquet.Footers;

namespace LakeVersion.Parquet.Managed;

/// <summary>Makes Arrow columns of a Parquet schema, lists and maps in all their historical forms.</summary>
/// <remarks>Source: LogicalTypes.md of apache/parquet-format, "Nested Types", with its backward-compatibility rules. The rules
/// are applied as Arrow C++ applies them, so that both engines hand out one schema.</remarks>
internal sealed class ColumnTree
{
    private const string FieldIdKey = "PARQUET:field_id";

    private int nextLeaf;

    private ColumnTree()
    {
    }

    /// <summary>The top-level columns.</summary>
    /// <exception cref="InvalidDataException">A list or map that is not formed as the format says.</exception>
    /// <exception cref="NotSupportedException">A type that has no place here.</exception>
    public static IReadOnlyList<ColumnNode> Of(IReadOnlyList<FooterNode> columns)
    {
        var tree = new ColumnTree();
        return [.. columns.Select(column => tree.Node(column, 0, 0, 0))];
    }

    private ColumnNode Node(FooterNode node, int repetition, int slot, int definition)
    {
        if (node.Repetition != Repetition.Repeated)
        {
            var isOptional = node.Repetition == Repetition.Optional;
            return Body(node, repetition, slot, isOptional ? definition + 1 : definition, isOptional, Metadata(node));
        }

        // Repeated outside of a list: a list that is never null, of elements that are never null.
        var element = Body(node, repetition + 1, definition + 1, definition + 1, isNullable: false, node.Type is null ? Metadata(node) : null);
        return List(new Field(node.Name, new ListType(element.Field), false, Metadata(node)), repetition, slot, definition, element);
    }

    // What the node is, apart from how often it is there.
    private ColumnNode Body(
        FooterNode node, int repetition, int slot, int definition, bool isNullable, Dictionary<string, string>? metadata)
    {
        if (node.Type is not null)
        {
            return new ColumnNode(
                new Field(node.Name, LeafType.Of(node), isNullable, metadata), ColumnKind.Leaf, repetition, slot, definition, nextLeaf++, []);
        }

        switch (node.Annotation.Kind)
        {
            case AnnotationKind.List:
                var element = Element(node, Repeated(node), repetition + 1, definition + 1);
                return List(new Field(node.Name, new ListType(element.Field), isNullable, metadata), repetition, slot, definition, element);
            case AnnotationKind.Map:
                return Map(node, repetition, slot, definition, isNullable, metadata);
            default:
                var first = nextLeaf;
                var children = node.Children.Select(child => Node(child, repetition, slot, definition)).ToArray();
                var type = new StructType([.. children.Select(child => child.Field)]);
                return new ColumnNode(
                    new Field(node.Name, type, isNullable, metadata), ColumnKind.Struct, repetition, slot, definition, first, children);
        }
    }

    private ColumnNode Element(FooterNode list, FooterNode repeated, int repetition, int definition)
    {
        if (repeated.Children.Count == 1 && repeated.Children[0].Repetition == Repetition.Repeated)
        {
            return repeated.Annotation.Kind == AnnotationKind.List
                ? Node(repeated.Children[0], repetition, definition, definition)
                : throw new InvalidDataException($"the list '{list.Name}' repeats twice");
        }

        // Two levels: the repeated node is the element itself. Three levels: its only child is.
        var isElement = repeated.Children.Count != 1 || repeated.Name == "array" || repeated.Name == list.Name + "_tuple";
        return isElement
            ? Body(repeated with { Annotation = repeated.Type is null ? default : repeated.Annotation }, repetition, definition, definition, isNullable: false, Metadata(repeated))
            : Node(repeated.Children[0], repetition, definition, definition);
    }

    private ColumnNode Map(FooterNode node, int repetition, int slot, int definition, bool isNullable, Dictionary<string, string>? metadata)
    {
        var repeated = Repeated(node);
        if (repeated.Type is not null || repeated.Children.Count is not (1 or 2) || repeated.Children[0].Repetition != Repetition.Required)
        {
            throw new InvalidDataException($"the map '{node.Name}' has no group of a required key and a value");
        }

        if (repeated.Children.Count == 1)
        {
            return Body(node with { Annotation = new Annotation(AnnotationKind.List) }, repetition, slot, definition, isNullable, metadata);
        }

        var first = nextLeaf;
        var children = repeated.Children.Select(child => Node(child, repetition + 1, definition + 1, definition + 1)).ToArray();
        var type = new StructType([.. children.Select(child => child.Field)]);
        var entries = new ColumnNode(
            new Field(node.Name, type, false, Metadata(repeated)), ColumnKind.Struct, repetition + 1, definition + 1, definition + 1, first, children);
        return List(new Field(node.Name, new MapType(type, false), isNullable, metadata), repetition, slot, definition, entries);
    }

    private static ColumnNode List(Field field, int repetition, int slot, int definition, ColumnNode element) =>
        new(field, ColumnKind.List, repetition, slot, definition, element.FirstLeaf, [element]);

    private static FooterNode Repeated(FooterNode node) =>
        node.Children.Count == 1 && node.Children[0].Repetition == Repetition.Repeated && node.Repetition != Repetition.Repeated
            ? node.Children[0]
            : throw new InvalidDataException($"the list or map '{node.Name}' has no single repeated child, or is repeated itself");

    private static Dictionary<string, string>? Metadata(FooterNode node) => node.FieldId is { } id and >= 0
        ? new Dictionary<string, string> { [FieldIdKey] = id.ToString(CultureInfo.InvariantCulture) }
        : null;
}
