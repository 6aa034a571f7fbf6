using Apache.Arrow;
using Apache.Arrow.Types;
using CsCheck;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Editing;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Testing.Stores;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Editing;

/// <summary>Random edits against a model that keeps every version's rows, and what each version did to them, in memory.</summary>
public sealed class EditModelTests
{
    private static readonly Schema Columns = Schema(("id", Int64Type.Default), ("name", StringType.Default), ("part", StringType.Default));

    private static readonly Gen<Row> GenRow = Gen.Select(Gen.Int[-1, 20], Gen.Int[0, 4], Gen.Int[0, 2], (id, name, part) =>
        new Row(id < 0 ? null : id, name == 0 ? null : $"n{name}", part == 0 ? null : $"p{part}"));

    private static readonly Gen<Edit> GenEdit = Gen.Frequency(
        (3, GenRow.Array[1, 12].Select(rows => new Edit("append", rows, 0, 0))),
        (3, Gen.Select(Gen.Int[-1, 20], Gen.Int[0, 12], (from, length) => new Edit("delete", [], from, from + length))),
        (3, Gen.Select(Gen.Int[-1, 20], Gen.Int[0, 12], (from, length) => new Edit("update", [], from, from + length))),
        (1, Gen.Int[0, 2].Select(part => new Edit("clear", [], part, 0))),
        (4, Gen.Select(GenRow.Array[0, 12], Gen.Int[0, 4], Gen.Int[0, 20], (rows, kind, limit) => new Edit("upsert", Distinct(rows), kind, limit))));

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Rows_and_changes_of_every_version_equal_the_model(bool vectors, bool partitioned) =>
        GenEdit.Array[1, 10].Sample(edits => RunAsync(vectors, partitioned, edits).GetAwaiter().GetResult(), iter: TestStores.Cases(25, onServer: 6), threads: 1);

    [Fact]
    [Trait("tier", "long")]
    public void Rows_and_changes_of_every_version_equal_the_model_in_many_runs() =>
        Gen.Select(GenEdit.Array[1, 20], Gen.Bool, Gen.Bool)
            .Sample((edits, vectors, partitioned) => RunAsync(vectors, partitioned, edits).GetAwaiter().GetResult(), iter: TestStores.Cases(250, onServer: 30), threads: 1);

    private static async Task RunAsync(bool vectors, bool partitioned, Edit[] edits)
    {
        var store = new FaultyStore();
        var table = await DeltaTable.CreateAsync(store, Context, Columns, new CreateOptions
        {
            PartitionColumns = partitioned ? ["part"] : [],
            Properties = new Dictionary<string, string> { ["delta.enableDeletionVectors"] = vectors ? "true" : "false", ["delta.enableChangeDataFeed"] = "true", ["delta.columnMapping.mode"] = vectors == partitioned ? "name" : "none" },
        });
        List<(List<Row> Rows, List<string> Changes)> model = [([], [])];
        foreach (var edit in edits)
        {
            var (rows, changes) = Model(model[^1].Rows, edit, model.Count);
            var result = await ApplyAsync(table, edit, model.Count);
            Assert.Equal(edit.Kind != "append" && changes.Count == 0, result.IsUnchanged);
            if (!result.IsUnchanged)
            {
                model.Add((rows, changes));
            }
        }

        var fresh = await DeltaTable.OpenAsync(store, Context);
        Assert.Equal(model.Count - 1, (await fresh.SnapshotAsync()).Version);
        for (var version = 1; version < model.Count; version++)
        {
            var snapshot = await fresh.SnapshotAsync(version);
            Assert.Equal(model[version].Rows.Select(row => row.Text).Order(StringComparer.Ordinal), (await snapshot.RowsAsync()).Order(StringComparer.Ordinal));
            Assert.Equal(model[version].Rows.Count, snapshot.RowCount);
            var told = new List<string>();
            await foreach (var batch in (await fresh.ChangesAsync(version, version)).ReadAsync(["_change_type", "id", "name", "part"]))
            {
                told.AddRange(Cells.Rows(batch));
            }

            Assert.Equal(model[version].Changes.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
        }
    }

    private static async Task<CommitResult> ApplyAsync(DeltaTable table, Edit edit, int number)
    {
        ColumnPath id = "id";
        switch (edit.Kind)
        {
            case "append":
                return await table.AppendAsync(Stream(Batch(edit.Rows)));
            case "delete":
                return await table.DeleteAsync(id.Between(edit.From, edit.To));
            case "clear":
                return await table.DeleteAsync(edit.From == 0 ? ((ColumnPath)"part").IsNull() : ((ColumnPath)"part").EqualTo($"p{edit.From}"));
            case "update":
                return await table.UpdateAsync(id.Between(edit.From, edit.To), new Dictionary<string, ValueExpression>
                {
                    ["name"] = ValueText.Parse($"concat('u{number}-', part)", Columns),
                    ["part"] = ValueText.Parse("case when part = 'p1' then 'p2' else part end", Columns),
                });
            default:
                var source = edit.Rows.Length == 0 ? Stream() : Stream(Batch(edit.Rows[..(edit.Rows.Length / 2)]), Batch(edit.Rows[(edit.Rows.Length / 2)..]));
                return await table.UpsertAsync(source, ["id"], Options(edit));
        }
    }

    private static UpsertOptions Options(Edit edit)
    {
        ValueExpression When(string text) => ValueText.Parse(text, UpsertScope.Of(Columns, Columns));
        return edit.From switch
        {
            1 => new UpsertOptions { Matched = [UpsertClause.Delete(When("source.name = 'n1'")), UpsertClause.Update(When("target.part is not null"))] },
            2 => new UpsertOptions { Matched = [] },
            3 => new UpsertOptions
            {
                NotMatched = [],
                NotMatchedBySource = [UpsertClause.Delete(When($"target.id > {edit.To}")), UpsertClause.Update(values: new Dictionary<string, ValueExpression> { ["name"] = When("'gone'") })],
            },
            4 => new UpsertOptions
            {
                Matched = [UpsertClause.Update(values: new Dictionary<string, ValueExpression> { ["name"] = When("concat(target.name, source.name)") })],
                NotMatched = [UpsertClause.Insert(When("source.part is null"), new Dictionary<string, ValueExpression> { ["id"] = When("source.id") })],
            },
            _ => new UpsertOptions(),
        };
    }

    private static (List<Row> Rows, List<string> Changes) Model(List<Row> before, Edit edit, int number)
    {
        var changes = new List<string>();
        var rows = new List<Row>();
        foreach (var row in before)
        {
            var after = After(row, edit, number, out var isTouched);
            if (isTouched)
            {
                changes.AddRange(after is null ? [$"delete|{row.Text}"] : [$"update_preimage|{row.Text}", $"update_postimage|{after.Text}"]);
            }

            rows.AddRange(after is null ? [] : [after]);
        }

        foreach (var row in edit.Rows.Where(row => edit.Kind == "append" || row.Id is null || !before.Exists(other => other.Id == row.Id)))
        {
            var inserted = (edit.Kind, edit.From) switch
            {
                ("upsert", 3) => null,
                ("upsert", 4) => row.Part is null ? new Row(row.Id, null, null) : null,
                _ => row,
            };
            if (inserted is not null)
            {
                rows.Add(inserted);
                changes.Add($"insert|{inserted.Text}");
            }
        }

        return (rows, changes);
    }

    private static Row? After(Row row, Edit edit, int number, out bool isTouched)
    {
        var inRange = row.Id >= edit.From && row.Id <= edit.To;
        var source = row.Id is null ? null : edit.Rows.FirstOrDefault(other => other.Id == row.Id);
        (isTouched, var after) = (edit.Kind, edit.From) switch
        {
            ("delete", _) => (inRange, null),
            ("clear", var part) => (row.Part == (part == 0 ? null : $"p{part}"), null),
            ("update", _) => (inRange, new Row(row.Id, row.Part is null ? null : $"u{number}-{row.Part}", row.Part == "p1" ? "p2" : row.Part)),
            ("upsert", 1) when source is not null => source.Name == "n1" ? (true, null) : (row.Part is not null, source),
            ("upsert", 0) when source is not null => (true, source),
            ("upsert", 3) when source is null => (true, row.Id > edit.To ? null : row with { Name = "gone" }),
            ("upsert", 3) => (true, source),
            ("upsert", 4) when source is not null => (true, row with { Name = row.Name is null || source.Name is null ? null : row.Name + source.Name }),
            _ => (false, (Row?)row),
        };
        return isTouched ? after : row;
    }

    // One row a key; keys of null are equal to none.
    private static Row[] Distinct(Row[] rows) => [.. rows.Where((row, i) => row.Id is null || System.Array.FindIndex(rows, other => other.Id == row.Id) == i)];

    private static RecordBatch Batch(Row[] rows) => new(
        Columns, [Longs([.. rows.Select(row => (long?)row.Id)]), Strings([.. rows.Select(row => row.Name)]), Strings([.. rows.Select(row => row.Part)])], rows.Length);

    public sealed record Row(int? Id, string? Name, string? Part)
    {
        public string Text => $"{(Id is { } id ? $"{id}" : "null")}|{Name ?? "null"}|{Part ?? "null"}";
    }

    public sealed record Edit(string Kind, Row[] Rows, int From, int To);
}
