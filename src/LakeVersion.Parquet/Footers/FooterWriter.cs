using System.Text;

namespace LakeVersion.Parquet.Footers;

/// <summary>Writes the footer of a Parquet file.</summary>
/// <remarks>Source: parquet.thrift of apache/parquet-format; the field numbers are its own.</remarks>
internal static class FooterWriter
{
    /// <summary>The footer, without its length and the closing magic.</summary>
    public static ReadOnlyMemory<byte> Write(
        IReadOnlyList<FooterNode> columns, IReadOnlyList<FooterLeaf> leaves, IReadOnlyList<FooterRowGroup> groups, string createdBy)
    {
        var thrift = new ThriftCompactWriter();
        thrift.Int32(1, 2);
        thrift.List(2, ThriftCompactReader.Struct, 1 + columns.Sum(Count));
        thrift.Begin();
        thrift.Binary(4, "schema"u8);
        thrift.Int32(5, columns.Count);
        thrift.End();
        foreach (var column in columns)
        {
            WriteNode(thrift, column);
        }

        thrift.Int64(3, groups.Sum(group => group.RowCount));
        thrift.List(4, ThriftCompactReader.Struct, groups.Count);
        foreach (var group in groups)
        {
            WriteGroup(thrift, leaves, group);
        }

        thrift.Binary(6, Encoding.UTF8.GetBytes(createdBy));

        // The order of bounds is the one that the types define; without these words readers must not use them.
        thrift.List(7, ThriftCompactReader.Struct, leaves.Count);
        for (var i = 0; i < leaves.Count; i++)
        {
            thrift.Begin();
            thrift.Begin(1);
            thrift.End();
            thrift.End();
        }

        thrift.End();
        return thrift.Written;
    }

    private static int Count(FooterNode node) => 1 + node.Children.Sum(Count);

    private static void WriteNode(ThriftCompactWriter thrift, FooterNode node)
    {
        thrift.Begin();
        if (node.Type is { } type)
        {
            thrift.Int32(1, (int)type);
        }

        if (node.TypeLength > 0)
        {
            thrift.Int32(2, node.TypeLength);
        }

        thrift.Int32(3, (int)node.Repetition);
        thrift.Binary(4, Encoding.UTF8.GetBytes(node.Name));
        if (node.Type is null)
        {
            thrift.Int32(5, node.Children.Count);
        }

        AnnotationWriter.WriteConverted(thrift, node.Annotation);
        if (node.FieldId is { } id)
        {
            thrift.Int32(9, id);
        }

        AnnotationWriter.WriteLogical(thrift, node.Annotation);
        thrift.End();
        foreach (var child in node.Children)
        {
            WriteNode(thrift, child);
        }
    }

    private static void WriteGroup(ThriftCompactWriter thrift, IReadOnlyList<FooterLeaf> leaves, FooterRowGroup group)
    {
        thrift.Begin();
        thrift.List(1, ThriftCompactReader.Struct, leaves.Count);
        for (var i = 0; i < leaves.Count; i++)
        {
            thrift.Begin();
            thrift.Int64(2, group.Chunks[i].Offset);
            thrift.Begin(3);
            WriteChunk(thrift, leaves[i], group.Chunks[i]);
            thrift.End();
            thrift.End();
        }

        thrift.Int64(2, group.Chunks.Sum(chunk => chunk.UncompressedBytes));
        thrift.Int64(3, group.RowCount);
        thrift.Int64(5, group.Chunks[0].Offset);
        thrift.Int64(6, group.Chunks.Sum(chunk => chunk.SizeBytes));
        thrift.End();
    }

    private static void WriteChunk(ThriftCompactWriter thrift, FooterLeaf leaf, FooterChunk chunk)
    {
        thrift.Int32(1, (int)leaf.Type);
        thrift.List(2, ThriftCompactReader.Int32, chunk.Encodings.Count);
        foreach (var encoding in chunk.Encodings)
        {
            thrift.Element(encoding);
        }

        thrift.List(3, ThriftCompactReader.Binary, leaf.Path.Count);
        foreach (var name in leaf.Path)
        {
            thrift.Element(Encoding.UTF8.GetBytes(name));
        }

        thrift.Int32(4, chunk.Codec);
        thrift.Int64(5, chunk.ValueCount);
        thrift.Int64(6, chunk.UncompressedBytes);
        thrift.Int64(7, chunk.SizeBytes);
        thrift.Int64(9, chunk.DataOffset);
        if (chunk.DataOffset > chunk.Offset)
        {
            thrift.Int64(11, chunk.Offset);
        }

        thrift.Begin(12);
        if (chunk.NullCount is { } nulls)
        {
            thrift.Int64(3, nulls);
        }

        if (chunk.Max is not null)
        {
            thrift.Binary(5, chunk.Max);
        }

        if (chunk.Min is not null)
        {
            thrift.Binary(6, chunk.Min);
        }

        thrift.End();
    }
}
