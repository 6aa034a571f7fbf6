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
        foreach (var line in new LogLines(content))
        {
            if (Read(version, line) is { } action)
            {
                lines.Add(new CommitLine(action, line.Text));
            }
        }

        return new ParsedCommit(version, lines);
    }

    /// <summary>Only the provenance, which writers put first when it matters; the rest of the file is not read.</summary>
    public static CommitInfo? FirstInfo(long version, ReadOnlyMemory<byte> content)
    {
        var end = content.Span.IndexOf((byte)'\n');
        return Read(version, new LogLine(end < 0 ? content : content[..end], 1, 0)) as CommitInfo;
    }

    private static DeltaAction? Read(long version, LogLine line)
    {
        try
        {
            return ActionReader.Read(line.Text.Span);
        }
        catch (JsonException e)
        {
            throw line.Fault(LogKeys.Commit(version), e);
        }
    }
}
