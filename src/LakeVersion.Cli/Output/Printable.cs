using System.Globalization;
using System.Text;

namespace LakeVersion.Cli.Output;

/// <summary>Values as people read them.</summary>
internal static class Printable
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    /// <summary>A name on one line: control characters, which could steer a terminal, as escapes.</summary>
    public static string Name(string text) => Escape(text, keepLines: false);

    /// <summary>Text of several lines, with other control characters as escapes.</summary>
    public static string Lines(string text) => Escape(text, keepLines: true);

    /// <summary>A size such as <c>12.3 MiB</c>.</summary>
    public static string Size(long bytes)
    {
        var value = (double)bytes;
        var unit = 0;
        while (value >= 1024 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return unit == 0 ? $"{bytes} B" : string.Create(CultureInfo.InvariantCulture, $"{value:0.0} {Units[unit]}");
    }

    /// <summary>A count with its noun, as <c>1 file</c> or <c>1,200 files</c>.</summary>
    public static string Count(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");

    /// <summary>A time in UTC, to the second.</summary>
    public static string Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "-";

    private static string Escape(string text, bool keepLines)
    {
        if (!text.Any(char.IsControl))
        {
            return text;
        }

        var escaped = new StringBuilder();
        foreach (var c in text)
        {
            escaped.Append(c switch
            {
                '\n' when keepLines => "\n",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => keepLines ? "\t" : "\\t",
                _ when char.IsControl(c) => $"\\x{(int)c:x2}",
                _ => c.ToString(),
            });
        }

        return escaped.ToString();
    }
}
