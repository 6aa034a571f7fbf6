using System.Collections.Immutable;
using Apache.Arrow;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Parquet;
using LakeVersion.Storage;
using LakeVersion.Testing;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Tables.Model;

/// <summary>A table and the model of all its versions, changed together.</summary>
internal sealed class ModelRun
{
    private static readonly string?[] Parts = [null, "p1", "p2", "q=ü/% r"];
    private readonly SeededEntropy entropy = new(7);
    private int lastRow;
    private int lastKey = ModelColumn.Part;

    private ModelRun() => Store = new MemoryStore(Clock);

    public StoppedClock Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));

    public MemoryStore Store { get; }

    public DeltaTable Table { get; private set; } = null!;

    public List<ModelVersion> Versions { get; } = [];

    public ModelVersion Now => Versions[^1];

    public bool IsPartitioned { get; private set; }

    /// <summary>The first version of which no vacuum may have taken a file.</summary>
    public int FirstPromised { get; set; }

    /// <summary>The version up to which the log may have been cleaned up at most.</summary>
    public int LastFirst { get; set; }

    public static async Task<ModelRun> CreateAsync(ModelLayout layout)
    {
        var run = new ModelRun { IsPartitioned = layout.Partitioned };
        ModelColumn[] columns = [new(ModelColumn.Id, "id", ModelType.Long), new(ModelColumn.Uid, "uid", ModelType.Long), new(ModelColumn.Text, "name", ModelType.Text), new(ModelColumn.Part, "part", ModelType.Text)];
        var options = new CreateOptions { PartitionColumns = layout.Partitioned ? ["part"] : [], Properties = layout.Properties };
        run.Table = await DeltaTable.CreateAsync(run.Store, run.Context(false), Schema([.. columns.Select(column => (column.Name, column.ArrowType))]), options);
        run.Versions.Add(new ModelVersion { Columns = columns, Rows = [], Properties = layout.Properties, Time = run.Clock.Now });
        return run;
    }

    public DeltaContext Context(bool managed) => new(managed ? ParquetEngines.Managed : ParquetEngines.Default, Clock, entropy);

    public async Task ApplyAsync(ModelStep step)
    {
        Clock.Now += TimeSpan.FromMinutes(1 + (60 * step.Hours));
        switch (step.Kind)
        {
            case "reopen":
                Table = await DeltaTable.OpenAsync(Store, Context(managed: step.One % 3 == 0));
                break;
            case "append" or "overwrite" or "replace" or "dynamic":
                await WriteSteps.ApplyAsync(this, step);
                break;
            case "delete" or "update" or "upsert":
                await EditSteps.ApplyAsync(this, step);
                break;
            case "add" or "rename" or "drop" or "widen" or "move" or "set" or "unset":
                await DefinitionSteps.ApplyAsync(this, step);
                break;
            default:
                await UpkeepSteps.ApplyAsync(this, step);
                break;
        }
    }

    /// <summary>Takes a change's outcome into the model, where it made a version.</summary>
    public void Add(CommitResult result, ModelVersion next, bool isUnchanged = false)
    {
        Assert.Equal(isUnchanged, result.IsUnchanged);
        if (!isUnchanged)
        {
            Assert.Equal(Versions.Count, result.Version);
            Versions.Add(next with { Time = Clock.Now });
            LogMayShrink(Now.Is("delta.enableExpiredLogCleanup"));
        }
    }

    /// <summary>Notes up to where a clean-up may go now: the newest version of two days ago, counted from midnight.</summary>
    public void LogMayShrink(bool cleansUp = true)
    {
        var cutOff = new DateTimeOffset((Clock.Now - TimeSpan.FromDays(2)).UtcDateTime.Date, TimeSpan.Zero);
        LastFirst = cleansUp ? Math.Max(LastFirst, Versions.FindLastIndex(version => version.Time <= cutOff)) : LastFirst;
    }

    /// <summary>True where the table asked for checkpoints without statistics, up to the version: files in them have no count then.</summary>
    public bool MayLackStatistics(long version) => Versions.Take((int)version + 1).Any(before =>
        before.Properties.GetValueOrDefault("delta.checkpoint.writeStatsAsJson") == "false" && !before.Is("delta.checkpoint.writeStatsAsStruct"));

    public ModelColumn NewColumn(string name, bool isWide) => new(++lastKey, name, isWide ? ModelType.Long : ModelType.Int);

    public ModelRow NewRow(ModelSeed seed, IEnumerable<ModelColumn> columns)
    {
        var row = new ModelRow(++lastRow, ImmutableDictionary<int, string>.Empty)
            .With(ModelColumn.Id, seed.Id < 0 ? null : $"{seed.Id}")
            .With(ModelColumn.Uid, $"{lastRow}")
            .With(ModelColumn.Text, seed.Text == 0 ? null : $"n{seed.Text}")
            .With(ModelColumn.Part, Parts[seed.Part]);
        return columns.Where(column => column.Key > ModelColumn.Part && (seed.Value + column.Key) % 4 != 0).Aggregate(
            row, (cells, column) => cells.With(column.Key, $"{(seed.Value + column.Key) * (column.Type == ModelType.Long ? 3_000_000_000L : 1)}"));
    }

    public static RecordBatch Batch(IReadOnlyList<ModelColumn> columns, IReadOnlyList<ModelRow> rows) => rows.Count == 0
        ? new RecordBatch(Schema([.. columns.Select(column => (column.Name, column.ArrowType))]), columns.Select(column => Cells(column, rows)), 0)
        : Bench.Batch([.. columns.Select(column => (column.Name, Cells(column, rows)))]);

    private static IArrowArray Cells(ModelColumn column, IReadOnlyList<ModelRow> rows)
    {
        if (column.Type == ModelType.Text)
        {
            return Strings([.. rows.Select(row => row[column.Key])]);
        }

        if (column.Type == ModelType.Long)
        {
            return Longs([.. rows.Select(row => row.Whole(column.Key))]);
        }

        var builder = new Int32Array.Builder();
        foreach (var row in rows)
        {
            _ = row.Whole(column.Key) is { } number ? builder.Append((int)number) : builder.AppendNull();
        }

        return builder.Build();
    }
}
