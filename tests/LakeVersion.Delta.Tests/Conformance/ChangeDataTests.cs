using System.Text.Json.Nodes;
using Apache.Arrow;
using LakeVersion.Delta.Changes;
using LakeVersion.Delta.Tests.Conformance.Naive;
using LakeVersion.Delta.Tests.Support;

namespace LakeVersion.Delta.Tests.Conformance;

/// <summary>Change data of every fixture that records it, against the letter of PROTOCOL.md, "Reader Requirements for AddCDCFile".</summary>
[Trait("store", "none")]
public sealed class ChangeDataTests
{
    public static IEnumerable<TheoryDataRow<string>> Tables
    {
        get
        {
            var names = FixtureTables.All.Where(table => IsRecorded(table.Log)).Select(table => new TheoryDataRow<string>(table.Name)).ToList();
            return names.Count > 0 ? names : [new TheoryDataRow<string>(FixtureTables.None)];
        }
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task Changes_are_what_the_commits_say(string name)
    {
        var table = FixtureTables.Get(name);
        var opened = await DeltaTable.OpenAsync(new FolderStore(table.Folder), Bench.Context);
        using var naive = new NaiveRows(table.Folder);
        var all = new List<string>();
        long? first = null, last = null;
        var before = new List<NaiveFile>();
        foreach (var state in NaiveState.Replay(table.Log, NaiveState.Count(table.Log)))
        {
            if (IsOn(state) && Directory.GetFiles(table.Folder, "*.parquet", SearchOption.AllDirectories).Length > 0)
            {
                var expected = Expected(table, state, before, naive).Order(StringComparer.Ordinal).ToList();
                Assert.Equal(expected, await FoundAsync(state, await opened.ChangesAsync(state.Version, state.Version)));
                all.AddRange(expected);
                (first, last) = (first ?? state.Version, state.Version);
            }

            before = [.. state.Files.Values];
        }

        if (first is { } from)
        {
            var newest = NaiveState.Replay(table.Log, (int)last!.Value + 1).Last();
            Assert.Equal(all.Order(StringComparer.Ordinal), await FoundAsync(newest, await opened.ChangesAsync(from, last)));
        }
    }

    private static bool IsRecorded(string log) =>
        NaiveState.Replay(log, Directory.Exists(log) ? NaiveState.Count(log) : 0).Any(state => state.Metadata is not null && state.Protocol is not null && IsOn(state));

    private static bool IsOn(NaiveState state) => (string?)state.Metadata!["configuration"]?["delta.enableChangeDataFeed"] == "true";

    private static IEnumerable<string> Expected(FixtureTable table, NaiveState state, List<NaiveFile> before, NaiveRows naive)
    {
        var actions = NaiveState.Actions(table.Log, state.Version);
        var recorded = actions.Where(action => action["cdc"] is not null).Select(action => NaiveFile.Of(action["cdc"]!)).ToList();
        var rows = recorded.Count > 0
            ? recorded.SelectMany(file => naive.Changed(state, file))
            : Files(table, state, actions, before, naive);
        return rows.Select(row => $"{row}|{state.Version}");
    }

    private static IEnumerable<string> Files(FixtureTable table, NaiveState state, List<JsonObject> actions, List<NaiveFile> before, NaiveRows naive)
    {
        NaiveFile? Changed(JsonObject action, string kind) => action[kind] is { } file && (bool)file["dataChange"]! ? NaiveFile.Of(file) : null;
        var adds = actions.Select(action => Changed(action, "add")).OfType<NaiveFile>().ToList();
        var removes = actions.Select(action => Changed(action, "remove")).OfType<NaiveFile>().ToList();
        foreach (var file in adds)
        {
            var old = removes.SingleOrDefault(remove => remove.Path == file.Path);
            var (was, now) = (Rows(old, table), Rows(file, table));
            var all = file with { DeletionVector = null };
            foreach (var row in old is null ? naive.Of(state, file, null) : naive.Of(state, all, was.Except(now).ToList()))
            {
                yield return $"{row}|insert";
            }

            foreach (var row in old is null ? [] : naive.Of(state, all, now.Except(was).ToList()))
            {
                yield return $"{row}|delete";
            }
        }

        // A remove need not say its partition; the add before it did.
        foreach (var file in removes.Where(remove => adds.All(add => add.Path != remove.Path)).Select(remove => before.Single(added => added.Key == remove.Key)))
        {
            foreach (var row in naive.Of(state, file, null))
            {
                yield return $"{row}|delete";
            }
        }
    }

    private static HashSet<long> Rows(NaiveFile? file, FixtureTable table) => file?.DeletionVector is { } vector ? NaiveVector.Read(vector, table.Folder) : [];

    private static async Task<List<string>> FoundAsync(NaiveState state, TableChanges changes)
    {
        var found = new List<string>();
        await foreach (var batch in changes.ReadAsync())
        {
            var (types, versions) = ((StringArray)batch.Column("_change_type"), (Int64Array)batch.Column("_commit_version"));
            Assert.Equal(0, batch.Column("_commit_timestamp").NullCount);
            for (var row = 0; row < batch.Length; row++)
            {
                var cells = state.Columns.Select((column, i) => CellText.Of(column!["type"]!, batch.Column(i), row));
                found.Add($"{string.Join('|', cells)}|{types.GetString(row)}|{versions.Values[row]}");
            }

            batch.Dispose();
        }

        return [.. found.Order(StringComparer.Ordinal)];
    }
}
