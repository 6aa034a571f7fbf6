using LakeVersion.Storage;

namespace LakeVersion.Cli.Exporting;

/// <summary>How rows are written.</summary>
internal enum RowFormat
{
    Table,
    Csv,
    JsonLines,
    Parquet,
    ArrowStream,
    ArrowFile,
}

/// <summary>Formats by their words and by the extensions of file names.</summary>
internal static class RowFormats
{
    /// <summary>The words of <c>--format</c>.</summary>
    public static string[] Words { get; } = ["table", "csv", "jsonl", "parquet", "arrow"];

    /// <summary>The format of a word. Arrow for a pipe is a stream.</summary>
    public static RowFormat OfWord(string word) => word switch
    {
        "table" => RowFormat.Table,
        "csv" => RowFormat.Csv,
        "jsonl" => RowFormat.JsonLines,
        "parquet" => RowFormat.Parquet,
        _ => RowFormat.ArrowStream,
    };

    /// <summary>The format of a file's extension; null where there is none that tells. <c>.arrow</c> is the file format, <c>.arrows</c> the stream.</summary>
    public static RowFormat? OfFile(string file) => Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".csv" => RowFormat.Csv,
        ".jsonl" or ".ndjson" => RowFormat.JsonLines,
        ".parquet" => RowFormat.Parquet,
        ".arrow" or ".feather" => RowFormat.ArrowFile,
        ".arrows" => RowFormat.ArrowStream,
        _ => null,
    };

    /// <summary>The word of a format in answers.</summary>
    public static string Word(RowFormat format) => format switch
    {
        RowFormat.Table => "table",
        RowFormat.Csv => "csv",
        RowFormat.JsonLines => "jsonl",
        RowFormat.Parquet => "parquet",
        _ => "arrow",
    };

    /// <exception cref="LakeException">Invalid: the extension tells no format.</exception>
    public static RowFormat OfTarget(string file) => OfFile(file)
        ?? throw LakeException.Invalid($"'{file}': its extension tells no format; use .parquet, .csv, .jsonl, .arrow or .arrows, or give --format.");
}
