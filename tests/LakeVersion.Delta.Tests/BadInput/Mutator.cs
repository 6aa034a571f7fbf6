using System.Text;

namespace LakeVersion.Delta.Tests.BadInput;

/// <summary>Damages a table's files, by a seed.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly string[] Numbers =
        ["9223372036854775807", "-9223372036854775808", "99999999999999999999", "-1", "0", "0.5", "1e400", "2147483648", "4294967295", "65536"];

    private readonly Random random = new(seed);

    /// <summary>Changes one file, or takes one away, or puts one twice; says what it did.</summary>
    /// <param name="files">The files by key, changed in place; the bytes themselves are not.</param>
    public string Apply(SortedDictionary<string, byte[]> files)
    {
        var key = Choose(files);
        var content = files[key];
        var kind = random.Next(100);
        if (kind < 4)
        {
            files.Remove(key);
            return $"{key} dropped";
        }

        if (kind < 8)
        {
            var other = files.Keys.ElementAt(random.Next(files.Count));
            files[other] = content;
            return $"{other} is {key}";
        }

        if (kind < 10 && Numbered(key) is { } version)
        {
            var other = key.Replace($"{version:D20}", $"{version + random.Next(1, 4):D20}", StringComparison.Ordinal);
            files[other] = content;
            return $"{key} again as {other}";
        }

        var isText = key.EndsWith(".json", StringComparison.Ordinal) || key.EndsWith("_last_checkpoint", StringComparison.Ordinal) || key.EndsWith(".crc", StringComparison.Ordinal);
        var (what, changed) = content.Length == 0 ? ("filled", new byte[] { 65 }) : isText && kind < 60 ? Text(Encoding.UTF8.GetString(content)) : Bytes(content);
        files[key] = changed;
        return $"{key} {what}";
    }

    private static long? Numbered(string key) => long.TryParse(Path.GetFileName(key).Split('.')[0], out var version) ? version : null;

    // Mostly the log and the vectors; data files seldom.
    private string Choose(SortedDictionary<string, byte[]> files)
    {
        while (true)
        {
            var key = files.Keys.ElementAt(random.Next(files.Count));
            if (key.StartsWith("_delta_log/", StringComparison.Ordinal) || key.EndsWith(".bin", StringComparison.Ordinal) || random.Next(8) == 0)
            {
                return key;
            }
        }
    }

    private (string What, byte[] Content) Bytes(byte[] content)
    {
        var copy = (byte[])content.Clone();
        var (at, other) = (random.Next(copy.Length), random.Next(copy.Length));
        switch (random.Next(8))
        {
            case 0:
                return ($"cut at {at}", copy[..at]);
            case 1:
                copy[at] = (byte)random.Next(256);
                return ($"byte {at} changed", copy);
            case 2:
                return ($"{at} goes on at {other}", [.. copy[..at], .. copy[other..]]);
            case 3:
                copy.AsSpan(at, Math.Min(random.Next(1, 64), copy.Length - at)).Clear();
                return ($"zeros at {at}", copy);
            case 4:
                copy.AsSpan(at, Math.Min(random.Next(1, 9), copy.Length - at)).Fill(255);
                return ($"ones at {at}", copy);
            case 5:
                (copy[at], copy[other]) = (copy[other], copy[at]);
                return ($"bytes {at} and {other} swapped", copy);
            case 6:
                return ("with more at its end", [.. copy, .. copy[..Math.Min(at, 1000)]]);
            default:
                copy[at] ^= (byte)(1 << random.Next(8));
                return ($"bit of byte {at} flipped", copy);
        }
    }

    private (string What, byte[] Content) Text(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList();
        var at = lines.Count == 0 ? 0 : random.Next(lines.Count);
        switch (lines.Count == 0 ? 9 : random.Next(7))
        {
            case 0:
                lines.Insert(random.Next(lines.Count), lines[at]);
                return ($"line {at} twice", Join(lines));
            case 1:
                lines.RemoveAt(at);
                return ($"line {at} dropped", Join(lines));
            case 2:
                var other = random.Next(lines.Count);
                (lines[at], lines[other]) = (lines[other], lines[at]);
                return ($"lines {at} and {other} swapped", Join(lines));
            case 3:
                return Value(text, char.IsAsciiDigit, Numbers[random.Next(Numbers.Length)]);
            case 4:
                return Value(text, letter => letter is not ('"' or ':' or ',' or '{' or '}' or '[' or ']'), "");
            case 5:
                var (begin, from) = (random.Next(text.Length), random.Next(text.Length));
                var piece = text.Substring(from, Math.Min(random.Next(1, 40), text.Length - from));
                return ($"piece {from} at {begin}", Encoding.UTF8.GetBytes(text[..begin] + piece + text[begin..]));
            case 6:
                var open = random.Next(2) == 0 ? "[" : "{\"a\":";
                var deep = string.Concat(Enumerable.Repeat(open, random.Next(10, 20_000)));
                return Value(text, char.IsAsciiDigit, deep);
            default:
                return ("filled", [65]);
        }
    }

    // A run of letters that belong, replaced.
    private (string What, byte[] Content) Value(string text, Func<char, bool> belongs, string by)
    {
        var begin = random.Next(text.Length);
        while (begin < text.Length && !belongs(text[begin]))
        {
            begin++;
        }

        var end = begin;
        while (end < text.Length && belongs(text[end]))
        {
            end++;
        }

        return ($"'{text[begin..end]}' at {begin} is now '{(by.Length > 30 ? by[..30] + "…" : by)}'", Encoding.UTF8.GetBytes(text[..begin] + by + text[end..]));
    }

    private static byte[] Join(List<string> lines) => Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));
}
