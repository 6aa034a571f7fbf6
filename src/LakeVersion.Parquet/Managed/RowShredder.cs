using System.Runtime.InteropServices;
using Apache.Arrow;
using LakeVersion.Storage;

namespace LakeVersion.Parquet.Managed;

/// <summary>Takes rows apart into the entries of their leaves: the counterpart of <see cref="ColumnAssembler"/>.</summary>
internal sealed class RowShredder(IReadOnlyList<ColumnNode> columns, IReadOnlyList<LeafBuffer> leaves)
{
    /// <summary>Appends rows of a batch to the leaves' buffers.</summary>
    /// <exception cref="LakeException">Invalid: a null where the schema has none.</exception>
    public void Add(RecordBatch batch, int start, int count)
    {
        for (var column = 0; column < columns.Count; column++)
        {
            var data = batch.Column(column).Data;
            for (var row = start; row < start + count; row++)
            {
                Shred(columns[column], data, row, 0, 0);
            }
        }
    }

    private void Shred(ColumnNode node, ArrayData data, int index, int repetition, int definition)
    {
        if (!data.Buffers[0].IsEmpty && !BitUtility.GetBit(data.Buffers[0].Span, data.Offset + index))
        {
            if (!node.Field.IsNullable)
            {
                throw LakeException.Invalid($"'{node.Field.Name}' is required, but a batch holds a null in it.");
            }

            AddNulls(node, repetition, definition);
            return;
        }

        switch (node.Kind)
        {
            case ColumnKind.Leaf:
                leaves[node.FirstLeaf].Add(repetition, data, index);
                break;
            case ColumnKind.Struct:
                for (var i = 0; i < node.Children.Count; i++)
                {
                    Shred(node.Children[i], data.Children[i], data.Offset + index, repetition, node.Definition);
                }

                break;
            default:
                var offsets = MemoryMarshal.Cast<byte, int>(data.Buffers[1].Span);
                var (first, end, element) = (offsets[data.Offset + index], offsets[data.Offset + index + 1], node.Children[0]);
                for (var i = first; i < end; i++)
                {
                    Shred(element, data.Children[0], i, i == first ? repetition : element.Repetition, element.SlotDefinition);
                }

                if (first == end)
                {
                    AddNulls(element, repetition, node.Definition);
                }

                break;
        }
    }

    private void AddNulls(ColumnNode node, int repetition, int definition)
    {
        if (node.Kind == ColumnKind.Leaf)
        {
            leaves[node.FirstLeaf].AddNull(repetition, definition);
        }

        foreach (var child in node.Children)
        {
            AddNulls(child, repetition, definition);
        }
    }
}
