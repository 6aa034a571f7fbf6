using System.Globalization;
using System.Text;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Partitions;

/// <summary>The folders in which files of a partition lie by custom: <c>column=value/</c>. Readers never take values from them.</summary>
internal static class HivePath
{
    /// <summary>The word that stands for null.</summary>
    public const string Null = "__HIVE_DEFAULT_PARTITION__";

    // Folders leave this much room in a key of 1,024 bytes for the table's own path and the file's name.
    private const int MaxFolderBytes = 600;

    // What Hive and Spark escape in names and values.
    private const string Escaped = "\"#%'*/:=?\\{[]^\u007f";

    /// <summary>A file's key: folders in front where custom allows them, else the plain name.</summary>
    /// <remarks>Folders that begin with <c>_</c> or <c>.</c> are hidden from other programs, so such columns get none.</remarks>
    public static StoreKey Key(IReadOnlyList<(string Column, string? Value)> partition, string fileName)
    {
        var folders = new StringBuilder();
        foreach (var (column, value) in partition)
        {
            folders.Append(Escape(column)).Append('=').Append(value is null ? Null : Escape(value)).Append('/');
        }

        var fits = partition.Count == 0 || (folders[0] is not ('_' or '.') && Encoding.UTF8.GetByteCount(folders.ToString()) <= MaxFolderBytes);
        return StoreKey.Parse(fits ? folders + fileName : fileName);
    }

    /// <summary>How the names of a column's folders begin.</summary>
    public static string Folder(string column) => Escape(column) + "=";

    /// <summary>What a file's folders say: the columns in order, with their values; null for null. Other folders say nothing.</summary>
    public static IReadOnlyList<(string Column, string? Value)> Parse(string name)
    {
        var parts = new List<(string, string?)>();
        foreach (var folder in name.Split('/')[..^1])
        {
            if (folder.Split('=', 2) is [{ Length: > 0 } column, var value])
            {
                parts.Add((Uri.UnescapeDataString(column), value is Null or "" ? null : Uri.UnescapeDataString(value)));
            }
        }

        return parts;
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            _ = char.IsControl(c) || Escaped.Contains(c, StringComparison.Ordinal)
                ? escaped.Append('%').Append(((int)c).ToString("X2", CultureInfo.InvariantCulture))
                : escaped.Append(c);
        }

        return escaped.ToString();
    }
}
