using System.Collections;
using System.Text.Json;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Log;

/// <summary>The lines of a file of JSON lines that hold something.</summary>
internal readonly struct LogLines(ReadOnlyMemory<byte> content) : IEnumerable<LogLine>
{
    public IEnumerator<LogLine> GetEnumerator()
    {
        var (begin, number) = (0, 0);
        while (begin < content.Length)
        {
            number++;
            var length = content.Span[begin..].IndexOf((byte)'\n');
            var line = length < 0 ? content[begin..] : content.Slice(begin, length);
            if (line.Span.ContainsAnyExcept((byte)' ', (byte)'\r', (byte)'\t'))
            {
                yield return new LogLine(line, number, begin);
            }

            begin += line.Length + 1;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>One line.</summary>
/// <param name="Text">Its bytes, without the line feed.</param>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Begin">Where it begins in the file.</param>
internal readonly record struct LogLine(ReadOnlyMemory<byte> Text, int Number, int Begin)
{
    /// <summary>The error of a line that is no action.</summary>
    public LakeException Fault(StoreKey key, JsonException cause) => LakeException.Corrupt(
        $"{key}, line {Number} (from byte {Begin}, position {cause.BytePositionInLine ?? 0} in it) is not a Delta action: {cause.Message}", cause);
}
