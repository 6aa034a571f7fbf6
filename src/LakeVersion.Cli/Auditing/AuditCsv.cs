using System.Globalization;
using LakeVersion.Cli.Shapes;

namespace LakeVersion.Cli.Auditing;

/// <summary>Audit lines as CSV (RFC 4180).</summary>
internal static class AuditCsv
{
    public const string Header = "time,kind,name,entry,operation,author,message,before,after,commits,transaction,client,hash";

    public static string Line(AuditLine line) => string.Join(',', ((string?[])
    [
        line.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        line.Kind, line.Name, $"{line.Entry}", line.Operation, line.Author, line.Message, line.Before, line.After,
        string.Join(' ', (line.Commits ?? []).Select(member => member.Commit)), line.Transaction, line.Client, line.Hash,
    ]).Select(Field));

    private static string Field(string? text) => text is null ? ""
        : text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text
        : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
