namespace LakeVersion.Rows.Csv;

/// <summary>How a CSV file is read or written.</summary>
public sealed record CsvOptions
{
    /// <summary>What stands between fields. Default a comma.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>A text that means null besides the empty field, such as <c>NA</c>; null for none. Quoted, it is itself.</summary>
    public string? NullText { get; init; }

    /// <summary>The names of the columns of a file that has no header; null where the first record is the header.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>Inference looks at so many rows; null, the default, looks at the whole file.</summary>
    public long? SampleRows { get; init; }

    /// <summary>True infers numbers with a fraction as decimals, exactly, where they fit 38 digits; false as doubles.</summary>
    public bool InferDecimals { get; init; }

    /// <summary>Rows in a batch at the most. Default 65,536.</summary>
    public int BatchRows { get; init; } = 65_536;
}
