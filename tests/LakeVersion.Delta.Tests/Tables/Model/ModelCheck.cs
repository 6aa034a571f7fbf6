using LakeVersion.Delta.Checking;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Tables.Model;

/// <summary>Compares every version that a run's table still has with the model, by eyes that saw nothing of the run.</summary>
internal sealed class ModelCheck(ModelRun run, int choice)
{
    private readonly IdCheck ids = new(run);

    public async Task RunAsync()
    {
        var first = await UpkeepSteps.FirstAsync(run);
        Assert.True(first <= run.LastFirst, $"the log begins at {first}, and {run.LastFirst} must be there");
        var (native, managed) = (await DeltaTable.OpenAsync(run.Store, run.Context(false)), await DeltaTable.OpenAsync(run.Store, run.Context(true)));
        Assert.Equal(run.Versions.Count - 1, (await native.SnapshotAsync()).Version);
        if (first > 0)
        {
            var e = await FailsAsync(LakeErrorKind.NotFound, () => native.SnapshotAsync(first - 1).AsTask());
            Assert.Contains($"{first}", e.Message, StringComparison.Ordinal);
        }

        for (var version = (int)first; version < run.Versions.Count; version++)
        {
            await VersionAsync(await ((version + choice) % 3 == 0 ? managed : native).SnapshotAsync(version));
        }

        await NewestAsync(native);
        await new FeedCheck(run, native, (int)first).RunAsync(choice);
    }

    private async Task VersionAsync(DeltaSnapshot snapshot)
    {
        var model = run.Versions[(int)snapshot.Version];
        Assert.Equal(model.Columns.Select(column => (column.Name, column.ArrowType.TypeId)), snapshot.Schema.FieldsList.Select(field => (field.Name, field.DataType.TypeId)));
        Assert.Equal(snapshot.RowCount is null && run.MayLackStatistics(snapshot.Version) ? null : model.Rows.Count, snapshot.RowCount);
        Assert.Equal(run.IsPartitioned ? [model[ModelColumn.Part].Name] : [], snapshot.PartitionColumns);
        foreach (var (name, value) in model.Properties)
        {
            Assert.Equal((name, value), (name, snapshot.Properties.GetValueOrDefault(name)));
        }

        if (await UpkeepSteps.MissingAsync(run, snapshot) is { Count: > 0 } missing)
        {
            Assert.True(snapshot.Version < run.FirstPromised, $"version {snapshot.Version} lost {missing[0]}, and vacuums promised all from {run.FirstPromised} on");
            var e = await FailsAsync(LakeErrorKind.Corrupt, () => snapshot.RowsAsync());
            Assert.Contains(missing, path => e.Message.Contains(path, StringComparison.Ordinal));
            return;
        }

        Assert.Equal(Texts(model, model.Rows), (await snapshot.RowsAsync()).Order(StringComparer.Ordinal));
        await ids.VersionAsync(snapshot, model);
    }

    // What others rely on of a table as it stands: files whole, tests that leave files out, versions found by their times.
    private async Task NewestAsync(DeltaTable table)
    {
        var (snapshot, model) = (await table.SnapshotAsync(), run.Now);
        var report = await table.CheckAsync(options: new TableCheckOptions { Deep = true });
        Assert.True(report.IsWhole, $"{report.ChecksumFault} {string.Join(", ", report.Missing)} {string.Join(", ", report.Damaged)}");
        ColumnPath id = model[ModelColumn.Id].Name, part = model[ModelColumn.Part].Name;
        var least = choice % 20;
        Assert.Equal(Texts(model, model.Rows.Where(row => row.Id >= least)), (await snapshot.RowsAsync(predicate: id.AtLeast(least))).Order(StringComparer.Ordinal));
        Assert.Equal(Texts(model, model.Rows.Where(row => row[ModelColumn.Part] is null)), (await snapshot.RowsAsync(predicate: part.IsNull())).Order(StringComparer.Ordinal));
        Assert.Equal(snapshot.Version, (await table.SnapshotAsync(snapshot.Timestamp)).Version);
        Assert.Equal(model.Time, snapshot.Timestamp);
    }

    private static IEnumerable<string> Texts(ModelVersion model, IEnumerable<ModelRow> rows) => rows.Select(row => row.Text(model.Columns)).Order(StringComparer.Ordinal);
}
