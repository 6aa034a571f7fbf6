namespace LakeVersion.Parquet.Footers;

/// <summary>What the footer of a Parquet file says, as far as reading it needs.</summary>
/// <param name="RowCount">Rows in the file.</param>
/// <param name="Columns">The top-level columns, in file order.</param>
/// <param name="Leaves">The leaf columns, in file order.</param>
/// <param name="Tree">The top-level columns with all that is below them.</param>
/// <param name="RowGroups">The row groups; each has one chunk a leaf.</param>
/// <param name="CreatedBy">The program that wrote the file; null where it does not say.</param>
/// <param name="ArrowSchemaKeyAt">Where the metadata key <c>ARROW:schema</c> stands in the footer; null where there is none.</param>
internal sealed record ParquetFooter(
    long RowCount,
    IReadOnlyList<FooterColumn> Columns,
    IReadOnlyList<FooterLeaf> Leaves,
    IReadOnlyList<FooterNode> Tree,
    IReadOnlyList<FooterRowGroup> RowGroups,
    string? CreatedBy,
    int? ArrowSchemaKeyAt);

/// <summary>A top-level column.</summary>
/// <param name="Name">Its name.</param>
/// <param name="FirstLeaf">The index of its first leaf.</param>
/// <param name="LeafCount">How many leaves it has; they follow each other.</param>
internal sealed record FooterColumn(string Name, int FirstLeaf, int LeafCount);

/// <summary>A leaf column.</summary>
/// <param name="Path">The names from the top-level column to the leaf, with the groups that lists and maps add.</param>
/// <param name="Type">How its values are stored.</param>
/// <param name="TypeLength">The length in bytes of a value of <see cref="PhysicalType.FixedBytes"/>; else 0.</param>
/// <param name="IsRepeated">True below a list or map: the leaf's values are then not one a row.</param>
internal sealed record FooterLeaf(IReadOnlyList<string> Path, PhysicalType Type, int TypeLength, bool IsRepeated);

/// <summary>A row group.</summary>
/// <param name="RowCount">Its rows.</param>
/// <param name="Chunks">One chunk a leaf, in the leaves' order.</param>
internal sealed record FooterRowGroup(long RowCount, IReadOnlyList<FooterChunk> Chunks);

/// <summary>The pages of one leaf in one row group.</summary>
/// <param name="Offset">Where its first page begins in the file; the dictionary page, where there is one.</param>
/// <param name="SizeBytes">The length of all pages in the file.</param>
/// <param name="ValueCount">Values, nulls among them.</param>
/// <param name="NullCount">Nulls among the values; null where unknown.</param>
/// <param name="Min">The least value or a lower bound, in the file's plain encoding; null where unknown.</param>
/// <param name="Max">Likewise the greatest value or an upper bound.</param>
internal sealed record FooterChunk(long Offset, long SizeBytes, long ValueCount, long? NullCount, byte[]? Min, byte[]? Max)
{
    /// <summary>How pages are compressed: the format's own number.</summary>
    public int Codec { get; init; }

    /// <summary>The length of all pages before compression.</summary>
    public long UncompressedBytes { get; init; }

    /// <summary>For writing: where the first data page begins, behind the dictionary.</summary>
    public long DataOffset { get; init; }

    /// <summary>For writing: the encodings of the pages, by the format's own numbers.</summary>
    public IReadOnlyList<int> Encodings { get; init; } = [];
}

/// <summary>How Parquet stores values; the numbers are the format's own.</summary>
internal enum PhysicalType
{
    Boolean = 0,
    Int32 = 1,
    Int64 = 2,
    Int96 = 3,
    Float = 4,
    Double = 5,
    Bytes = 6,
    FixedBytes = 7,
}
