namespace LakeVersion.Parquet;

/// <summary>How a Parquet file is laid out.</summary>
public sealed record ParquetWriteOptions
{
    /// <summary>Rows in a row group at the most. Default 131,072: about where readers prune well and still stream.</summary>
    public int RowGroupRows { get; init; } = 131_072;

    /// <summary>How pages are compressed. Default Snappy, which every engine reads.</summary>
    public ParquetCompression Compression { get; init; } = ParquetCompression.Snappy;

    /// <summary>Leaf columns, by their names joined with dots, whose values hardly repeat: no dictionary is tried for them. The managed
    /// engine decides by the values alone.</summary>
    public IReadOnlyList<string> WithoutDictionary { get; init; } = [];

    /// <summary>The name of the program, stored in the footer.</summary>
    public string CreatedBy { get; init; } = "LakeVersion";
}

/// <summary>Compression of Parquet pages.</summary>
public enum ParquetCompression
{
    /// <summary>None.</summary>
    Uncompressed,

    /// <summary>Snappy: fast, read everywhere.</summary>
    Snappy,

    /// <summary>Zstandard level 3: about a third smaller than Snappy.</summary>
    Zstandard,
}
