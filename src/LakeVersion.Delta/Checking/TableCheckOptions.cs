namespace LakeVersion.Delta.Checking;

/// <summary>What a check of a table looks at.</summary>
public sealed record TableCheckOptions
{
    /// <summary>True also opens each file: its Parquet footer, whose rows must be as many as the log's statistics say, and its deletion
    /// vector. Costs a request or two a file. Default: presence and size alone, which costs a listing.</summary>
    public bool Deep { get; init; }

    /// <summary>Called with the number of files just looked at, for progress; from several threads. Null for nobody.</summary>
    public Action<int>? Checked { get; init; }
}
