using System.Text;
using CsCheck;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Log;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Tests.Log;

/// <summary>The packed reading of a commit against the one action by action.</summary>
[Trait("store", "none")]
public sealed class ScannedCommitTests
{
    private static readonly string[] Lines =
    [
        """{"add":{"path":"a%20b.parquet","partitionValues":{"p":"1","q":null},"size":1,"modificationTime":2,"dataChange":true,"stats":"{\"numRecords\":3}"}}""",
        """{"add":{"dataChange":false,"modificationTime":2,"size":1,"partitionValues":{},"path":"\u00fc\"","tags":{"x":"y"},"baseRowId":7,"future":[1,{"a":2}]}}""",
        """{"add":{"path":"v","partitionValues":{"p":"\u0031"},"size":1,"modificationTime":2,"dataChange":true,"deletionVector":{"storageType":"u","pathOrInlineDv":"ab","offset":1,"sizeInBytes":4,"cardinality":2}}}""",
        """{"remove":{"path":"a%20b.parquet","dataChange":true,"deletionTimestamp":5,"partitionValues":{"p":"1"}}}""",
        """{"commitInfo":null,"add":{"path":"w","partitionValues":{},"size":1,"modificationTime":2,"dataChange":true},"remove":null}""",
        """{"protocol":{"minReaderVersion":1,"minWriterVersion":2}}""",
        """{"cdc":{"path":"c","partitionValues":{},"size":1,"dataChange":false}}""",
        """{"commitInfo":{"operation":"WRITE"}}""",
        """{"unheard":{"of":1}}""",
    ];

    [Fact]
    public void A_commit_of_many_pieces_says_what_its_lines_say()
    {
        var content = new StringBuilder();
        for (var i = 0; content.Length < 9_000_000; i++)
        {
            content.Append(i % 3 == 2
                ? $$$"""{"remove":{"path":"f{{{i}}}","dataChange":true}}"""
                : $$$"""{"add":{"path":"f{{{i}}}","partitionValues":{"p":"{{{i % 10}}}"},"size":{{{i}}},"modificationTime":2,"dataChange":true}}""").Append('\n');
        }

        Compare(Encoding.UTF8.GetBytes(content.ToString()));
        content.Append("{\"add\":{\"path\":5}}\n");
        var e = Assert.Throws<LakeException>(() => ScannedCommit.Read(LogKeys.Commit(3), Encoding.UTF8.GetBytes(content.ToString())));
        Assert.Contains($"line {content.ToString().Count(c => c == '\n')} ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_lines_whole_or_damaged_are_read_or_refused_alike() => Gen.Select(Gen.Int[0, Lines.Length - 1], Gen.Int[0, 400], Gen.Byte, Gen.Bool).Array[1, 5].Sample(
        picks => Compare(Encoding.UTF8.GetBytes(string.Join('\n', picks.Select(pick => pick.Item1).Select(i => Lines[i]))) is var whole && picks[0].Item4 ? whole : Damage(whole, picks)),
        iter: 3000);

    private static byte[] Damage(byte[] content, (int Line, int At, byte Value, bool IsWhole)[] picks)
    {
        content[picks[0].At % content.Length] = picks[0].Value;
        return content;
    }

    private static void Compare(byte[] content)
    {
        ParsedCommit? parsed = null;
        LakeException? expected = null;
        try
        {
            parsed = ParsedCommit.Parse(3, content);
        }
        catch (LakeException e)
        {
            expected = e;
        }

        if (parsed is null)
        {
            Assert.Equal(expected!.Kind, Assert.Throws<LakeException>(() => ScannedCommit.Read(LogKeys.Commit(3), content)).Kind);
            return;
        }

        var scanned = ScannedCommit.Read(LogKeys.Commit(3), content);
        Assert.Equal(parsed.Actions<AddFile>().Select(Text), scanned.Blocks.SelectMany(block => Enumerable.Range(0, block.Count).Select(row => Text(block[row]))));
        Assert.Equal(
            parsed.Actions<RemoveFile>().Select(remove => (FilePath.Decode(remove.Path), remove.DeletionVector?.UniqueId)),
            scanned.Removes.Select(remove => (Encoding.UTF8.GetString(remove.Key), remove.VectorId)));
        Assert.Equal(parsed.Lines.Count(line => line.Action is ProtocolAction or CommitInfo), scanned.Others.Count(action => action is ProtocolAction or CommitInfo));
        var (adds, removes) = (0, 0);
        foreach (var line in parsed.Lines)
        {
            if (line.Action is RemoveFile)
            {
                Assert.Equal(adds, scanned.Removes[removes++].AddsBefore);
            }

            adds += line.Action is AddFile ? 1 : 0;
        }
    }

    private static string Text(AddFile file) => Encoding.UTF8.GetString(ActionWriter.Write([file]));
}
