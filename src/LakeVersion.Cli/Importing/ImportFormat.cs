using LakeVersion.Storage;

namespace LakeVersion.Cli.Importing;

/// <summary>What a file to import holds.</summary>
internal enum ImportFormat
{
    Csv,
    Tsv,
    Json,
    Parquet,
}

/// <summary>Formats by their words and by the extensions of file names.</summary>
internal static class ImportFormats
{
    /// <summary>The words of <c>--format</c>.</summary>
    public static string[] Words { get; } = ["csv", "tsv", "json", "jsonl", "ndjson", "parquet"];

    /// <summary>The format that an option names, else that of the file's extension.</summary>
    /// <exception cref="LakeException">Invalid: neither tells.</exception>
    public static ImportFormat Of(string file, string? word) => (word ?? Path.GetExtension(file).TrimStart('.').ToLowerInvariant()) switch
    {
        "csv" => ImportFormat.Csv,
        "tsv" => ImportFormat.Tsv,
        "json" or "jsonl" or "ndjson" => ImportFormat.Json,
        "parquet" => ImportFormat.Parquet,
        _ => throw LakeException.Invalid(file == "-"
            ? $"Standard input has no extension; say with --format what it is: {string.Join(", ", Words)}."
            : $"'{file}': its extension does not tell the format; give --format, one of {string.Join(", ", Words)}."),
    };
}
