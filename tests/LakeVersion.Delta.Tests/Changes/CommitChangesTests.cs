using System.Text;
using LakeVersion.Delta.Changes;
using LakeVersion.Delta.Log;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Tests.Changes;

public sealed class CommitChangesTests
{
    private const string Add = """{"add":{"path":"a","partitionValues":{},"size":1,"modificationTime":1,"dataChange":true""";
    private const string Remove = """{"remove":{"path":"a","dataChange":true,"size":1""";
    private const string Vector = ""","deletionVector":{"storageType":"u","pathOrInlineDv":"X","offset":1,"sizeInBytes":2,"cardinality":3}""";
    private const string Other = ""","deletionVector":{"storageType":"u","pathOrInlineDv":"Y","offset":1,"sizeInBytes":2,"cardinality":4}""";

    [Fact]
    public void Files_that_come_are_inserted_and_files_that_go_deleted_without_the_rows_that_were_deleted_before()
    {
        Assert.Equal(["insert a all - X"], Of(Add + Vector));
        Assert.Equal(["delete a all - X"], Of(Remove + Vector));
        Assert.Equal(["insert a all - none"], Of(Add));
    }

    [Fact]
    public void A_file_that_is_removed_and_added_changed_its_vector_alone()
    {
        Assert.Equal(["delete a X - none"], Of(Remove, Add + Vector));
        Assert.Equal(["insert a X - none"], Of(Remove + Vector, Add));
        Assert.Equal(["delete a Y - X", "insert a X - Y"], Of(Remove + Vector, Add + Other));
        Assert.Equal([], Of(Add, Remove));
    }

    [Fact]
    public void Change_data_files_alone_speak_where_there_are_any()
    {
        const string recorded = """{"cdc":{"path":"_change_data/c","partitionValues":{},"size":1,"dataChange":false""";
        Assert.Equal(["null _change_data/c all - none"], Of(Add, recorded, Remove));
    }

    [Fact]
    public void Rows_that_were_only_moved_did_not_change() =>
        Assert.Equal([], Of(Add.Replace("true", "false"), Remove.Replace("\"a\"", "\"b\"").Replace("true", "false")));

    [Fact]
    public void A_file_that_is_added_or_removed_twice_changes_no_rows_twice()
    {
        Assert.Contains("removes the file 'a' twice", Assert.Throws<LakeException>(() => Of(Remove, Remove + Vector)).Message, StringComparison.Ordinal);
        Assert.Contains("adds the file '%61' twice", Assert.Throws<LakeException>(() => Of(Add, Add.Replace("\"a\"", "\"%61\""))).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Of(params string[] actions)
    {
        var commit = ParsedCommit.Parse(7, Encoding.UTF8.GetBytes(string.Join('\n', actions.Select(action => action + "}}"))));
        return CommitChanges.Of(commit, DateTimeOffset.UnixEpoch)
            .Select(change => $"{change.Type ?? "null"} {change.File.Path} {change.File.Only?.PathOrInlineDv ?? "all"} - {change.File.DeletionVector?.PathOrInlineDv ?? "none"}");
    }
}
