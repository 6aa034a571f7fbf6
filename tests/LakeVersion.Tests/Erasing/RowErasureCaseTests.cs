using LakeVersion.Delta.Altering;
using LakeVersion.Delta.Writing;
using LakeVersion.Erasing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using LakeVersion.Testing;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Erasing;

namespace LakeVersion.Tests.Erasing;

/// <summary>Tables on which an erasure of rows needs more than files.</summary>
public sealed class RowErasureCaseTests
{
    private const string Name = "Zaphod-Q7731";

    private static readonly RowErasureOptions Options = new() { Reason = "request 17" };

    private readonly IObjectStore store = TestStores.Open();

    [Fact]
    public async Task Values_in_names_of_partition_folders_are_refused_by_the_column_and_left_where_that_is_said()
    {
        await using var lake = await CreateAsync(partition: "name");
        await AppendAsync(lake, Somebody());
        var refused = await Assert.ThrowsAsync<LakeException>(async () => await lake.Erasures.EraseRowsAsync(["guests"], "id = 42", Options));
        Assert.Equal(LakeErrorKind.Refused, refused.Kind);
        Assert.Contains("divided by name", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Name, refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await lake.AtAsync("main")).Commit.Record.Generation - (await lake.AtAsync("main~1")).Commit.Record.Generation);

        var report = await lake.Erasures.EraseRowsAsync(["guests"], "id = 42", Options with { LeavesPaths = true });
        Assert.StartsWith($"guests/name={Name}/", Assert.Single(report.Paths), StringComparison.Ordinal);
        Assert.DoesNotContain(await GuestLake.RowsAsync(lake, "main", "guests"), row => row.Contains(Name, StringComparison.Ordinal));

        // The name of the folder stays in trees and in what removed the file; nothing else of the row does.
        var left = await StoredValues.FindAsync(store, [StoredValues.Of("Betelgeuse-Q5"), .. StoredValues.Of(4242424242424242), StoredValues.Of($"\"name\":\"{Name}\"")]);
        Assert.True(left.TrueForAll(found => found.Value.Contains("name", StringComparison.Ordinal)), string.Join('\n', left));
    }

    [Fact]
    public async Task A_value_that_other_rows_of_the_partition_have_too_is_no_reason_to_refuse()
    {
        await using var lake = await CreateAsync(partition: "region");
        await AppendAsync(lake, Somebody());
        Assert.Empty((await lake.Erasures.EraseRowsAsync(["guests"], "id = 42", Options)).Paths);
        await AssertGoneAsync();
    }

    [Fact]
    public async Task A_copied_table_is_refused_by_itself_and_erased_with_its_copy()
    {
        await using var lake = await CreateAsync();
        await AppendAsync(lake, Somebody());
        await GuestLake.CommitAsync(lake, "main", "copy", async change => await change.Table("copy").CopyFromAsync(await lake.AtAsync("main"), "guests"));
        var refused = await Assert.ThrowsAsync<LakeException>(async () => await lake.Erasures.EraseRowsAsync(["guests"], "id = 42", Options));
        Assert.Equal(LakeErrorKind.Refused, refused.Kind);
        Assert.Contains("main:copy/", refused.Message, StringComparison.Ordinal);

        var kept = (await GuestLake.RowsAsync(lake, "main", "copy")).Where(row => !row.Contains(Name, StringComparison.Ordinal)).ToList();
        await lake.Erasures.EraseRowsAsync(["guests", "copy"], "id = 42", Options);
        await AssertGoneAsync();
        Assert.Equal(kept, await GuestLake.RowsAsync(lake, "main", "guests"));
        Assert.Equal(kept, await GuestLake.RowsAsync(lake, "main", "copy"));
    }

    [Theory]
    [InlineData("full_name = 'Zaphod-Q7731'")]
    [InlineData("home.city = 'Betelgeuse-Q5'")]
    [InlineData("id between 42 and 43")]
    public async Task Rows_are_found_in_files_of_versions_that_named_columns_otherwise_and_behind_checkpoints_with_sidecars(string where)
    {
        await using var lake = await CreateAsync(properties: [("delta.columnMapping.mode", "name"), ("delta.checkpointPolicy", "v2"), ("delta.checkpointInterval", "2")]);
        await AppendAsync(lake, Somebody());
        await GuestLake.CommitAsync(lake, "main", "rename", async change => await change.Table("guests").ChangeAsync(new RenameColumn("name", "full_name")));
        await GuestLake.CommitAsync(lake, "main", "leave", async change => await change.Table("guests").DeleteAsync(ColumnPath.Of("id").EqualTo(42)));
        for (var i = 0; i < 4; i++)
        {
            await GuestLake.CommitAsync(lake, "main", $"set {i}", async change => await change.Table("guests").ChangeAsync(new SetProperties { Properties = new Dictionary<string, string> { ["n"] = $"{i}" } }));
        }

        var kept = await GuestLake.RowsAsync(lake, "main", "guests");
        await lake.Erasures.EraseRowsAsync(["guests"], where, Options);
        await AssertGoneAsync();
        await using var again = await Lake.OpenAsync(store, GuestLake.Options);
        Assert.Equal(kept, await GuestLake.RowsAsync(again, "main", "guests"));
        await AppendAsync(again, Guest.Other(77), "full_name");
        Assert.Equal(kept.Count + 1, (await GuestLake.RowsAsync(again, "main", "guests")).Count);
    }

    [Fact]
    public async Task What_others_write_while_rows_are_erased_goes_too()
    {
        await using var lake = await CreateAsync();
        await AppendAsync(lake, Somebody());
        var isWritten = false;
        var options = Options with
        {
            Progress = (phase, _) =>
            {
                if (phase == ErasurePhase.Erasing && !Interlocked.Exchange(ref isWritten, true))
                {
                    Finish(WriteAsync);
                }
            },
        };
        await lake.Erasures.EraseRowsAsync(["guests"], "id = 42", options);
        Assert.True(isWritten);
        await AssertGoneAsync();
        Assert.Equal(11, (await GuestLake.RowsAsync(lake, "main", "guests")).Count);

        async Task WriteAsync()
        {
            await using var other = await Lake.OpenAsync(store, GuestLake.Options);
            await GuestLake.CommitAsync(other, "main", "meanwhile", async change => await change.Table("guests").AppendAsync(Guest.Rows([Guest.Other(99), Somebody()])));
        }
    }

    [Fact]
    public async Task A_test_whose_columns_meant_other_rows_in_older_versions_of_a_file_is_refused()
    {
        await using var lake = await CreateAsync(properties: [("delta.columnMapping.mode", "name")]);
        await AppendAsync(lake, Somebody());
        foreach (var (column, name) in ((string, string)[])[("name", "old"), ("region", "name")])
        {
            await GuestLake.CommitAsync(lake, "main", "rename", async change => await change.Table("guests").ChangeAsync(new RenameColumn(column, name)));
        }

        var rows = await GuestLake.RowsAsync(lake, "main", "guests");
        var refused = await Assert.ThrowsAsync<LakeException>(async () => await lake.Erasures.EraseRowsAsync(["guests"], $"name = '{Name}'", Options));
        Assert.Equal(LakeErrorKind.Refused, refused.Kind);
        Assert.Contains("always meant the same", refused.Message, StringComparison.Ordinal);
        Assert.Equal(rows, await GuestLake.RowsAsync(lake, "main", "guests"));
    }

    [Fact]
    public async Task A_test_of_a_column_that_the_branch_has_no_more_is_refused_before_anything_is_changed()
    {
        await using var lake = await CreateAsync(properties: [("delta.columnMapping.mode", "name")]);
        await AppendAsync(lake, Somebody());
        await GuestLake.CommitAsync(lake, "main", "drop", async change => await change.Table("guests").ChangeAsync(new DropColumns("name")));
        var rows = await GuestLake.RowsAsync(lake, "main", "guests");
        foreach (var options in (RowErasureOptions[])[Options with { DryRun = true }, Options])
        {
            var refused = await Assert.ThrowsAsync<LakeException>(async () => await lake.Erasures.EraseRowsAsync(["guests"], $"name = '{Name}'", options));
            Assert.Equal(LakeErrorKind.Refused, refused.Kind);
            Assert.Contains("columns that the table still has", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(rows, await GuestLake.RowsAsync(lake, "main", "guests"));
        Assert.Empty(await lake.Erasures.ListAsync());
    }

    // Its log was erased, its oldest data file was not, and holds rows that nobody asked to erase.
    [Fact]
    public async Task A_branch_that_cannot_be_written_anew_is_refused_while_it_has_other_rows_to_lose()
    {
        await using var lake = await CreateAsync();
        await AppendAsync(lake, Somebody());
        await lake.CreateTagAsync("there", "main");
        await lake.Erasures.EraseRowsAsync(["guests"], "id = 42", Options);
        await lake.CreateBranchAsync("again", "there");
        var rows = await GuestLake.RowsAsync(lake, "main", "guests");
        foreach (var options in (RowErasureOptions[])[Options with { DryRun = true }, Options])
        {
            var refused = await Assert.ThrowsAsync<LakeException>(async () => await lake.Erasures.EraseRowsAsync(["guests"], "id = 3", options));
            Assert.Equal(LakeErrorKind.Refused, refused.Kind);
            Assert.Contains("Branch 'again'", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(rows, await GuestLake.RowsAsync(lake, "main", "guests"));
        Assert.Equal(10, (await GuestLake.RowsAsync(lake, "main~2", "guests")).Count);

        // What it says to do does it.
        await GuestLake.CommitAsync(lake, "again", "away", async change => await change.Files.DeleteFolderAsync("guests"));
        await lake.Erasures.EraseRowsAsync(["guests"], "id = 3", Options);
        Assert.Equal(9, (await GuestLake.RowsAsync(lake, "main", "guests")).Count);
    }

    [Fact]
    public async Task Changes_tell_nothing_of_the_erasure_and_all_that_comes_after_it()
    {
        await using var lake = await CreateAsync(properties: [("delta.enableChangeDataFeed", "true")]);
        await AppendAsync(lake, Somebody());
        var report = await lake.Erasures.EraseRowsAsync(["guests"], "id = 42", Options);
        await AppendAsync(lake, Guest.Other(50));
        var from = Assert.Single(report.Rewritten).Version!.Value;
        var changes = await (await lake.AtAsync("main")).Table("guests").ChangesAsync(from);
        var rows = 0;
        await foreach (var batch in changes.ReadAsync())
        {
            rows += batch.Length;
        }

        Assert.Equal(1, rows);
    }

    [Fact]
    public async Task Commits_that_say_a_value_are_named_and_others_are_not()
    {
        await using var lake = await CreateAsync();
        await AppendAsync(lake, Somebody());
        await GuestLake.CommitAsync(lake, "main", $"Where is {Name}?", async change => await change.Table("guests").AppendAsync(Guest.Rows(Guest.Other(60))));
        var said = (await lake.AtAsync("main")).Commit.Id;
        var report = await lake.Erasures.EraseRowsAsync(["guests"], $"name = '{Name}'", Options);
        Assert.Equal([said], report.Mentions);
        var stored = await StoredValues.FindAsync(store, [StoredValues.Of(Name)]);
        Assert.All(stored, found => Assert.Matches("^(commits|refs/branches)/", found.Where));
    }

    [Fact]
    public async Task Rows_that_were_staged_are_erased_and_their_commit_is_refused()
    {
        await using var lake = await CreateAsync();
        var before = await GuestLake.RowsAsync(lake, "main", "guests");
        var id = await lake.Branch("main").BeginStagedAsync();
        await using (var step = await lake.OpenStagedAsync(id))
        {
            await step.Table("guests").AppendAsync(Guest.Rows(Somebody()));
            await step.SaveAsync("append");
        }

        await lake.Erasures.EraseRowsAsync(["guests"], "id = 42", Options);
        await AssertGoneAsync();
        await using (var staged = await lake.OpenStagedAsync(id))
        {
            var refused = await Assert.ThrowsAsync<LakeException>(async () => await staged.CommitAsync("late"));
            Assert.Equal(LakeErrorKind.Expired, refused.Kind);
            Assert.Contains($"lv abort {id}", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(before, await GuestLake.RowsAsync(lake, "main", "guests"));
        await using var again = await lake.OpenStagedAsync(id);
        await again.AbortAsync();
    }

    [Fact]
    [Trait("store", "none")]
    public Task An_erasure_that_is_cut_off_is_ended_by_the_same_call() => CutOffAsync(cases: 8);

    [Fact]
    [Trait("store", "none")]
    [Trait("tier", "long")]
    public Task An_erasure_that_is_cut_off_anywhere_is_ended_by_the_same_call() => CutOffAsync(cases: int.MaxValue);

    private static async Task CutOffAsync(int cases)
    {
        var whole = new MemoryStore();
        using var folder = new TemporaryFolder();
        await GuestLake.BuildAsync(whole, folder.Path);
        var calls = await CallsAsync(await TestStores.CopyAsync(whole));
        var writes = calls.Select((call, i) => (call, n: i + 1)).Where(one => one.call.Split(' ')[0] is "create" or "put" or "delete").Select(one => one.n).ToList();
        cases = Math.Min(cases, writes.Count);
        for (var i = 0; i < cases; i++)
        {
            var operation = writes[(int)((long)i * writes.Count / cases)];
            var inner = await TestStores.CopyAsync(whole);
            var faulty = new FaultStore(inner) { Plan = new FaultPlan(operation, i % 2 == 0 ? FaultKind.ThrowAfter : FaultKind.ThrowBefore) { Dies = true } };
            try
            {
                await EraseAsync(faulty);
            }
            catch (CrashedException)
            {
            }

            var report = await EraseAsync(inner);
            var left = await StoredValues.FindAsync(inner, GuestLake.Values);
            Assert.True(left.Count == 0, $"{calls[operation - 1]}: {string.Join('\n', left)}");
            await using var lake = await Lake.OpenAsync(inner, GuestLake.Options);
            Assert.NotEmpty(await GuestLake.RowsAsync(lake, "main", GuestLake.Made));
            Assert.NotEmpty(await GuestLake.RowsAsync(lake, "dev", GuestLake.Adopted));
            Assert.All(await lake.Erasures.ListAsync(), one => Assert.StartsWith("request 17", one.Reason, StringComparison.Ordinal));
            Assert.DoesNotContain(report.LostHeads, name => name.Kind == Versioning.Refs.RefKind.Branch);
        }
    }

    private static async Task<IReadOnlyList<string>> CallsAsync(IObjectStore inner)
    {
        var clean = new FaultStore(inner);
        await EraseAsync(clean);
        return clean.Calls;
    }

    private static async Task<RowErasureReport> EraseAsync(IObjectStore inner)
    {
        await using var lake = await Lake.OpenAsync(inner, GuestLake.Options);
        return await lake.Erasures.EraseRowsAsync([GuestLake.Made, GuestLake.Adopted], GuestLake.Where, Options);
    }

    // Progress is told by calls that nobody waits for.
    private static void Finish(Func<Task> work) => Task.Run(work).Wait();

    private static Guest Somebody() => new(42, Name, "Betelgeuse-Q5", 4242424242424242, "north", 98765.4321);

    private async Task<Lake> CreateAsync(string? partition = null, (string Name, string Value)[]? properties = null)
    {
        var lake = await Lake.CreateAsync(store, GuestLake.Options);
        var create = new CreateOptions
        {
            PartitionColumns = partition is null ? [] : [partition],
            Properties = (properties ?? []).ToDictionary(one => one.Name, one => one.Value),
        };
        await GuestLake.CommitAsync(lake, "main", "create", async change =>
            await change.Table("guests").CreateAsync(Guest.Schema, create, Guest.Rows(Enumerable.Range(0, 10).Select(Guest.Other))));
        return lake;
    }

    private static async Task AppendAsync(Lake lake, Guest guest, string nameColumn = "name") => await GuestLake.CommitAsync(lake, "main", "append", async change =>
        await change.Table("guests").AppendAsync(Guest.Rows(guest).Select(batch => nameColumn == "name" ? batch : Renamed(batch, nameColumn))));

    private static Apache.Arrow.RecordBatch Renamed(Apache.Arrow.RecordBatch batch, string name)
    {
        var fields = batch.Schema.FieldsList.Select(field => field.Name == "name" ? new Apache.Arrow.Field(name, field.DataType, field.IsNullable) : field);
        return new Apache.Arrow.RecordBatch(new Apache.Arrow.Schema(fields, null), batch.Arrays, batch.Length);
    }

    private async Task AssertGoneAsync()
    {
        var left = await StoredValues.FindAsync(
            store, [StoredValues.Of(Name), StoredValues.Of("Betelgeuse-Q5"), .. StoredValues.Of(4242424242424242), .. StoredValues.Of(98765.4321)]);
        Assert.True(left.Count == 0, string.Join('\n', left));
    }
}
