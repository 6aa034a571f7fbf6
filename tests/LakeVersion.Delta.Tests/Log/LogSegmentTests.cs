using LakeVersion.Delta.Log;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Tests.Log;

/// <summary>Which files lead to a version. Names are short: 3 is a commit, c3 a classic checkpoint, u3 one with a UUID, p3.1.2 a part, 3-5 a compaction.</summary>
public sealed class LogSegmentTests
{
    [Theory]
    [InlineData("0 1 2", null, "0 1 2")]
    [InlineData("0 1 2", 1L, "0 1")]
    [InlineData("0 1 2 3 c2", null, "c2 3")]
    [InlineData("0 1 2 3 c2", 1L, "0 1")]
    [InlineData("0 1 2 c1 c2", 2L, "c2")]
    [InlineData("2 3 c2", null, "c2 3")]
    [InlineData("c2", null, "c2")]
    [InlineData("0 1 2 p2.1.2", null, "0 1 2")]
    [InlineData("0 1 2 p2.1.2 p2.2.2", null, "p2.1.2 p2.2.2")]
    [InlineData("0 1 2 p2.1.2 p2.3.2 p2.2.3", null, "0 1 2")]
    [InlineData("0 1 2 u2 c2", null, "u2")]
    [InlineData("0 1 2 3 4 0-1 2-4", null, "0-1 2-4")]
    [InlineData("0 1 2 3 4 0-1 0-3", 2L, "0-1 2")]
    [InlineData("0 1 2 3 4 5 c2 3-5 2-4", null, "c2 3-5")]
    public void The_newest_complete_checkpoint_and_the_longest_compactions_are_taken(string names, long? version, string expected) =>
        Assert.Equal(expected, Text(LogSegment.Choose(Files(names), -1, version, "t")));

    [Theory]
    [InlineData("", null, LakeErrorKind.NotFound, "not a Delta table")]
    [InlineData("0 1", 5L, LakeErrorKind.NotFound, "it has 0 to 1")]
    [InlineData("3 4 c3", 2L, LakeErrorKind.NotFound, "it has 3 to 4")]
    [InlineData("0 1 3", null, LakeErrorKind.Corrupt, "version 2 is missing")]
    [InlineData("0 4", null, LakeErrorKind.Corrupt, "versions 1 to 3 are missing")]
    [InlineData("2 3", null, LakeErrorKind.Corrupt, "versions 0 to 1 are missing")]
    [InlineData("1 2 5 c2", null, LakeErrorKind.Corrupt, "versions 3 to 4 are missing")]
    public void What_cannot_be_built_is_refused_by_what_is_missing(string names, long? version, LakeErrorKind kind, string words)
    {
        var e = Assert.Throws<LakeException>(() => LogSegment.Choose(Files(names), -1, version, "t"));
        Assert.Equal(kind, e.Kind);
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_only_look_like_a_log_are_none()
    {
        string[] names =
        [
            "_delta_log/00000000000000000001.json.tmp", "_delta_log/1.json", "_delta_log/00000000000000000001.crc", "_delta_log/_last_checkpoint",
            "_delta_log/00000000000000000005.00000000000000000005.compacted.json", "_delta_log/00000000000000000005.x.compacted.json",
            "_delta_log/09223372036854775807.json", "_delta_log/00000000000000000001.checkpoint.txt", "00000000000000000001.json", "_delta_log/.00000000000000000001.json.crc",
        ];
        Assert.All(names, name => Assert.Null(LogFile.Parse(name, new ObjectInfo(1, DateTimeOffset.UnixEpoch))));
    }

    private static List<LogFile> Files(string names) => [.. names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => LogFile.Parse(Name(name), new ObjectInfo(1, DateTimeOffset.UnixEpoch))!)];

    private static string Name(string text)
    {
        string Stem(string number) => LogKeys.Stem(long.Parse(number));
        var parts = text[1..].Split('.');
        return text[0] switch
        {
            'c' => $"{Stem(parts[0])}.checkpoint.parquet",
            'u' => $"{Stem(parts[0])}.checkpoint.80a083e8-7026-4e79-81be-64bd76c43a11.json",
            'p' => $"{Stem(parts[0])}.checkpoint.{int.Parse(parts[1]):D10}.{int.Parse(parts[2]):D10}.parquet",
            _ when text.Split('-') is [var first, var last] => $"{Stem(first)}.{long.Parse(last):D20}.compacted.json",
            _ => $"{Stem(text)}.json",
        };
    }

    private static string Text(LogSegment segment) => string.Join(' ', (segment.Checkpoint?.Files ?? []).Concat(segment.Steps).Select(file => file.Kind switch
    {
        LogFileKind.ClassicCheckpoint => $"c{file.Version}",
        LogFileKind.UuidCheckpoint => $"u{file.Version}",
        LogFileKind.CheckpointPart => $"p{file.Version}.{file.Part.Number}.{file.Part.Count}",
        LogFileKind.Compaction => $"{file.Version}-{file.EndVersion}",
        _ => $"{file.Version}",
    }));
}
