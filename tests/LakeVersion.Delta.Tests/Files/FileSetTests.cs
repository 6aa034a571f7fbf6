using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using CsCheck;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Files;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Tests.Files;

/// <summary>The packed files of a table against a dictionary by path.</summary>
[Trait("store", "none")]
public sealed class FileSetTests
{
    // Few names, some of which differ in spelling alone, so that adds and removes meet.
    private static readonly string[] Names = ["a", "b%20c", "b c", "d/e", "ü", "%C3%BC", "f\"g", "file:///x/y", "/x/y"];

    private static readonly Gen<DeltaAction> GenAction = Gen.Select(Gen.Int[0, Names.Length - 1], Gen.Int[0, 2], Gen.Bool, Gen.Int[0, 99], (name, vector, isAdd, size) =>
        isAdd ? (DeltaAction)Add(Names[name], Vector(vector), size) : Remove(Names[name], Vector(vector)));

    [Fact]
    public void Any_commits_leave_the_files_that_a_dictionary_leaves() => GenAction.Array[0, 12].Array[1, 8].Sample(
        commits =>
        {
            var model = new Dictionary<string, AddFile>(StringComparer.Ordinal);
            var state = TableState.Empty;
            var held = new List<(TableState State, List<string> Rows)>();
            for (var version = 0; version < commits.Length; version++)
            {
                // A commit adds a path once.
                var seen = new HashSet<string>(StringComparer.Ordinal);
                var actions = commits[version].Where(action => action is not AddFile add || seen.Add(FilePath.Decode(add.Path))).ToList();
                state = Apply(state, version, actions);
                actions.ForEach(action => Apply(model, action));
                var expected = model.Values.OrderBy(file => file.Path, Utf8Order.Comparer).Select(Text).ToList();
                Assert.Equal(expected.Order(), state.Files.Ordered.Select(Text).Order());
                Assert.Equal(expected.Count, state.Files.Count);
                Assert.Equal(model.Values.Sum(file => file.Size), state.Files.SizeBytes());
                Assert.All(model.Values, file => Assert.True(state.Files.Contains(file)));
                Assert.DoesNotContain(Names, name => !model.ContainsKey(FilePath.Decode(name)) && state.Files.Find(name, null) is not null);
                held.Add((state, expected));
            }

            // States that were handed out stay what they were.
            Assert.All(held, pair => Assert.Equal(pair.Rows.Order(), pair.State.Files.All().Select(Text).Order()));
        },
        iter: 300);

    [Fact]
    public void A_table_rewritten_many_times_lets_its_old_files_go()
    {
        var state = TableState.Empty;
        for (var version = 0; version < 40; version++)
        {
            DeltaAction[] adds = [.. Enumerable.Range(0, 10_000).Select(i => Add($"{version}-{i}", null, 1))];
            DeltaAction[] removes = version == 0 ? [] : [.. Enumerable.Range(0, 10_000).Select(i => Remove($"{version - 1}-{i}", null))];
            state = Apply(state, version, [.. removes, .. adds]);
        }

        Assert.Equal(10_000, state.Files.Count);
        Assert.True(state.Files.Blocks.Sum(block => block.Count) < 100_000);
        Assert.Equal("39-0", state.Files.Ordered[0].Path);
    }

    [Fact]
    public void Files_are_chosen_by_partition_values_that_are_judged_once_each()
    {
        var adds = Enumerable.Range(0, 1000).Select(i => Add($"f{i:D4}", null, i) with { PartitionValues = new Dictionary<string, string?> { ["day"] = i % 7 == 0 ? null : $"{i % 7}" } });
        var state = Apply(TableState.Empty, 0, [.. adds]);
        var judged = 0;
        var found = state.Files.Select(
            values =>
            {
                judged++;
                return values["day"] is null or "3";
            },
            (block, row) => block.Size(row) < 500);
        Assert.Equal(7, judged);
        Assert.Equal(Enumerable.Range(0, 500).Where(i => i % 7 is 0 or 3).Select(i => $"f{i:D4}"), found.Select(file => file.Path));
    }

    [Fact]
    public void Statistics_of_a_checkpoint_belong_to_their_file_though_others_have_none_or_have_text()
    {
        var counts = new Int64Array.Builder().AppendRange([10, 20, 30]).Build();
        var parsed = new StructArray(new StructType([new Field("numRecords", Int64Type.Default, true)]), 3, [counts], ArrowBuffer.Empty);
        var block = new FileBlock();
        block.Add(Add("none", null, 5));
        block.Add(Add("first", null, 5));
        block.SetParsedStats(parsed, 0);
        block.Add(Add("text", null, 7));
        block.Add(Add("third", null, 5));
        block.SetParsedStats(parsed, 2);
        block.Add(Add("last", null, 5));
        block.Freeze();
        Assert.Equal([null, 10, 7, 30, null], Enumerable.Range(0, 5).Select(row => block.Statistics(row).RowCount));
        Assert.Equal([null, "{\"numRecords\":10}", "{\"numRecords\":7}", "{\"numRecords\":30}", null], Enumerable.Range(0, 5).Select(row => block[row].Stats));
    }

    private static TableState Apply(TableState from, long version, IReadOnlyList<DeltaAction> actions)
    {
        var builder = new StateBuilder(from);
        var key = LogKeys.Commit(version);
        builder.Apply(new LogFile(LogFileKind.Commit, version, key, new ObjectInfo(1, DateTimeOffset.UnixEpoch)), ScannedCommit.Read(key, ActionWriter.Write(actions)));
        return builder.Build(DateTimeOffset.UnixEpoch);
    }

    private static void Apply(Dictionary<string, AddFile> model, DeltaAction action)
    {
        switch (action)
        {
            case AddFile add:
                model[FilePath.Decode(add.Path)] = add;
                break;
            case RemoveFile remove when model.GetValueOrDefault(FilePath.Decode(remove.Path))?.DeletionVector?.UniqueId == remove.DeletionVector?.UniqueId:
                model.Remove(FilePath.Decode(remove.Path));
                break;
        }
    }

    private static AddFile Add(string path, DeletionVectorDescriptor? vector, long size) => new()
    {
        Path = path,
        PartitionValues = new Dictionary<string, string?> { ["p"] = size % 3 == 0 ? null : $"ü{size % 3}" },
        Size = size,
        ModificationTime = size + 1,
        DataChange = size % 2 == 0,
        Stats = size % 5 == 0 ? null : $"{{\"numRecords\":{size}}}",
        DeletionVector = vector,
        Tags = size % 4 == 0 ? new Dictionary<string, string?> { ["t"] = "1" } : null,
        BaseRowId = size % 4 == 1 ? size : null,
    };

    private static RemoveFile Remove(string path, DeletionVectorDescriptor? vector) => new() { Path = path, DataChange = true, DeletionVector = vector };

    private static DeletionVectorDescriptor? Vector(int number) =>
        number == 0 ? null : new DeletionVectorDescriptor { StorageType = "i", PathOrInlineDv = $"v{number}", SizeInBytes = 1, Cardinality = 1 };

    private static string Text(AddFile file) => Encoding.UTF8.GetString(ActionWriter.Write([file]));
}
