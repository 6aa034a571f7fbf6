namespace LakeVersion.Parquet.Footers;

/// <summary>Takes the bounds of some columns out of a written footer; the counts of nulls stay.</summary>
/// <remarks>
/// The encoder leaves NaN out of bounds, as the format allows. Engines that order NaN above every number and trust a bound
/// then skip row groups that hold rows which pass; without bounds they read them.
/// </remarks>
internal static class FooterBounds
{
    private const int RowGroups = 4;
    private const int Columns = 1;
    private const int ColumnMetaData = 3;
    private const int Statistics = 12;
    private const int NullCount = 3;

    // Field 3 of 64 bits, the first of its struct; and the struct's end.
    private const byte NullCountHeader = (NullCount << 4) | ThriftCompactReader.Int64;
    private const byte End = 0;

    /// <summary>The footer without the bounds of the chosen leaves.</summary>
    /// <param name="footer">The footer, without its length and the closing magic.</param>
    /// <param name="chosen">True for a leaf, by its place in the schema, whose bounds go.</param>
    public static byte[] Remove(ReadOnlySpan<byte> footer, Func<int, bool> chosen)
    {
        var output = new List<byte>(footer.Length);
        var copied = 0;
        var reader = new ThriftCompactReader(footer);
        for (var id = 0; reader.ReadField(ref id, out var type);)
        {
            if (id != RowGroups)
            {
                reader.Skip(type);
                continue;
            }

            for (var groups = reader.ReadList(ThriftCompactReader.Struct); groups > 0; groups--)
            {
                CopyGroup(footer, ref reader, chosen, output, ref copied);
            }
        }

        output.AddRange(footer[copied..]);
        return [.. output];
    }

    private static void CopyGroup(ReadOnlySpan<byte> footer, ref ThriftCompactReader reader, Func<int, bool> chosen, List<byte> output, ref int copied)
    {
        for (var id = 0; reader.ReadField(ref id, out var type);)
        {
            if (id != Columns)
            {
                reader.Skip(type);
                continue;
            }

            var count = reader.ReadList(ThriftCompactReader.Struct);
            for (var leaf = 0; leaf < count; leaf++)
            {
                if (!chosen(leaf))
                {
                    reader.Skip(ThriftCompactReader.Struct);
                }
                else
                {
                    CopyChunk(footer, ref reader, output, ref copied);
                }
            }
        }
    }

    private static void CopyChunk(ReadOnlySpan<byte> footer, ref ThriftCompactReader reader, List<byte> output, ref int copied)
    {
        for (var id = 0; reader.ReadField(ref id, out var type);)
        {
            if (id != ColumnMetaData)
            {
                reader.Skip(type);
                continue;
            }

            for (var inner = 0; reader.ReadField(ref inner, out var innerType);)
            {
                var begin = reader.Position;
                if (inner != Statistics)
                {
                    reader.Skip(innerType);
                    continue;
                }

                var nulls = NullsOf(footer, ref reader);
                output.AddRange(footer[copied..begin]);
                output.AddRange(nulls);
                output.Add(End);
                copied = reader.Position;
            }
        }
    }

    // The field with its header, as it would stand alone; nothing where it is missing.
    private static byte[] NullsOf(ReadOnlySpan<byte> footer, ref ThriftCompactReader reader)
    {
        byte[] nulls = [];
        for (var id = 0; reader.ReadField(ref id, out var type);)
        {
            var begin = reader.Position;
            reader.Skip(type);
            if (id == NullCount)
            {
                nulls = [NullCountHeader, .. footer[begin..reader.Position]];
            }
        }

        return nulls;
    }
}
