using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace LakeVersion.Parquet.Managed;

/// <summary>Puts a column together from the entries of its leaves.</summary>
/// <remarks>Source: Melnik and others, "Dremel" (VLDB 2010), section 4; the conditions are those of <see cref="ColumnNode"/>.</remarks>
internal sealed class ColumnAssembler(Func<int, LeafData> leaves)
{
    /// <summary>The column as an Arrow array of canonical type.</summary>
    /// <param name="node">The top-level column.</param>
    /// <param name="rows">The rows that it must have.</param>
    /// <exception cref="InvalidDataException">Its leaves do not agree with each other or with the number of rows.</exception>
    public ArrayData Assemble(ColumnNode node, long rows)
    {
        var data = Build(node);
        return data.Length == rows ? data : throw new InvalidDataException($"expected {rows} rows, found {data.Length}");
    }

    private ArrayData Build(ColumnNode node) => node.Kind switch
    {
        ColumnKind.Leaf => BuildLeaf(node),
        ColumnKind.List => BuildList(node),
        _ => BuildStruct(node),
    };

    private ArrayData BuildLeaf(ColumnNode node)
    {
        var leaf = leaves(node.FirstLeaf);
        return LeafArray.Of(node.Field.DataType, leaf.Values, Validity.Of(node, leaf));
    }

    private ArrayData BuildStruct(ColumnNode node)
    {
        var valid = Validity.Of(node, leaves(node.FirstLeaf));
        var children = node.Children.Select(Build).ToArray();
        foreach (var child in children)
        {
            Expect(valid.Length, child.Length, node);
        }

        var type = new StructType([.. node.Children.Select((child, i) => With(child.Field, children[i].DataType))]);
        return new ArrayData(type, valid.Length, valid.NullCount, 0, [valid.ToBuffer()], children);
    }

    private ArrayData BuildList(ColumnNode node)
    {
        var leaf = leaves(node.FirstLeaf);
        var valid = Validity.Of(node, leaf);
        var element = node.Children[0];
        var offsets = new int[valid.Length + 1];
        var (list, elements) = (0, 0);
        for (var i = 0; i < leaf.EntryCount; i++)
        {
            if (leaf.Repetitions[i] <= node.Repetition && IsSlot(leaf, i, node.SlotDefinition))
            {
                offsets[list++] = elements;
            }

            if (leaf.Repetitions[i] <= element.Repetition && IsSlot(leaf, i, element.SlotDefinition))
            {
                elements++;
            }
        }

        offsets[list] = elements;
        var child = Build(element);
        Expect(elements, child.Length, node);
        IArrowType type = node.Field.DataType is MapType map
            ? new MapType((StructType)child.DataType, map.KeySorted)
            : new ListType(With(element.Field, child.DataType));
        var buffer = new ArrowBuffer(MemoryMarshal.AsBytes(offsets.AsSpan()).ToArray());
        return new ArrayData(type, valid.Length, valid.NullCount, 0, [valid.ToBuffer(), buffer], [child]);
    }

    private static bool IsSlot(LeafData leaf, int entry, int definition) => definition == 0 || leaf.Definitions[entry] >= definition;

    private static Field With(Field field, IArrowType type) =>
        ReferenceEquals(field.DataType, type) ? field : new Field(field.Name, type, field.IsNullable, field.Metadata);

    private static void Expect(int expected, int found, ColumnNode node)
    {
        if (expected != found)
        {
            throw new InvalidDataException($"the leaves of '{node.Field.Name}' disagree: {expected} values and {found}");
        }
    }
}
