using System.Text.Json;
using LakeVersion.Delta.Actions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Log;

/// <summary>The actions of one version (PROTOCOL.md, "Delta Log Entries").</summary>
internal sealed record ParsedCommit(long Version, IReadOnlyList<CommitLine> Lines)
{
    /// <summary>The commit's provenance; null where it has none.</summary>
    public CommitInfo? Info => Actions<CommitInfo>().FirstOrDefault();

    /// <summary>The actions of one type.</summary>
    public IEnumerable<T> Actions<T>()
        where T : DeltaAction => Lines.Select(line => line.Action).OfType<T>();

    /// <summary>Reads a commit file.</summary>
    /// <exception cref="LakeException">Corrupt: a line is not an action; the message names file, line and byte.</exception>
    public static ParsedCommit Parse(long version, ReadOnlyMemory<byte> content)
    {
        var lines = new List<CommitLine>();
        var (begin, number) = (0, 0);
        while (begin < content.Length)
        {
            number++;
            var length = content.Span[begin..].IndexOf((byte)'\n');
            var line = length < 0 ? content[begin..] : content.Slice(begin, length);
            if (line.Span.ContainsAnyExcept((byte)' ', (byte)'\r', (byte)'\t') && Read(version, line, number, begin) is { } action)
            {
                lines.Add(new CommitLine(action, line));
            }

            begin += line.Length + 1;
        }

        return new ParsedCommit(version, lines);
    }

    /// <summary>Only the provenance, which writers put first when it matters; the rest of the file is not read.</summary>
    public static CommitInfo? FirstInfo(long version, ReadOnlyMemory<byte> content)
    {
        var end = content.Span.IndexOf((byte)'\n');
        return Read(version, end < 0 ? content : content[..end], 1, 0) as CommitInfo;
    }

    private static DeltaAction? Read(long version, ReadOnlyMemory<byte> line, int number, int begin)
    {
        try
        {
            return ActionReader.Read(line.Span);
        }
        catch (JsonException e)
        {
            throw LakeException.Corrupt(
                $"{LogKeys.Commit(version)}, line {number} (from byte {begin}, position {e.BytePositionInLine ?? 0} in it) is not a Delta action: {e.Message}", e);
        }
    }
}
