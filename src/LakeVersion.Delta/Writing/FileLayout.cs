using System.Globalization;
using LakeVersion.Parquet;

namespace LakeVersion.Delta.Writing;

/// <summary>How a table's data files are laid out: by the options, where they say it, else by the table's properties. Pure.</summary>
/// <param name="TargetSizeBytes">Where a file is closed.</param>
/// <param name="Parquet">Row groups and compression.</param>
/// <remarks>The one place that turns properties into sizes and codecs. A value that this version cannot follow is refused where the
/// property is set; in a table that another program made it counts as not there, since it is advice and binds nobody.</remarks>
internal sealed record FileLayout(long TargetSizeBytes, ParquetWriteOptions Parquet)
{
    /// <summary>A number of bytes, or one with a unit, as <c>256mb</c>.</summary>
    public const string TargetSizeProperty = "delta.targetFileSize";

    /// <summary>SNAPPY, ZSTD or UNCOMPRESSED.</summary>
    public const string CodecProperty = "delta.parquet.compression.codec";

    private const long DefaultTargetSize = 128L << 20;
    private static readonly string[] Units = ["kb", "mb", "gb", "tb"];

    public static readonly PropertyRule SizeRule = new("a number of bytes above 0, as 134217728 or 128mb", value => SizeOf(value) is not null);

    public static readonly PropertyRule CodecRule = new("SNAPPY, ZSTD or UNCOMPRESSED, which this version writes", value => CodecOf(value) is not null);

    public static FileLayout Of(DataFileOptions options, IReadOnlyDictionary<string, string?> properties) => new(
        options.TargetSizeBytes ?? SizeOf(properties.GetValueOrDefault(TargetSizeProperty)) ?? DefaultTargetSize,
        options.Parquet ?? new ParquetWriteOptions { Compression = CodecOf(properties.GetValueOrDefault(CodecProperty)) ?? ParquetCompression.Snappy });

    private static long? SizeOf(string? text)
    {
        var word = text?.Trim().ToLowerInvariant() ?? "";
        var unit = Array.FindIndex(Units, suffix => word.EndsWith(suffix, StringComparison.Ordinal) || word.EndsWith(suffix[..1], StringComparison.Ordinal));
        var shift = 10 * (unit + 1);
        var digits = word.TrimEnd('b', 'k', 'm', 'g', 't').TrimEnd();
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && number <= long.MaxValue >> shift
            ? number << shift
            : null;
    }

    private static ParquetCompression? CodecOf(string? text) => text?.ToUpperInvariant() switch
    {
        "SNAPPY" => ParquetCompression.Snappy,
        "ZSTD" => ParquetCompression.Zstandard,
        "UNCOMPRESSED" or "NONE" => ParquetCompression.Uncompressed,
        _ => null,
    };
}
