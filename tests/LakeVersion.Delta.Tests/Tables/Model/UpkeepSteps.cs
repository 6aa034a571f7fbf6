using LakeVersion.Delta.Clustering;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Optimizing;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Vacuuming;
using LakeVersion.Delta.Writing;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Tables.Model;

/// <summary>Steps that change files and the log.</summary>
internal static class UpkeepSteps
{
    public static async Task ApplyAsync(ModelRun run, ModelStep step)
    {
        var now = run.Now;
        var version = step.One % run.Versions.Count;
        switch (step.Kind)
        {
            case "optimize":
                string[] columns = [.. now.Columns.Where(column => column.Key != ModelColumn.Part).Take(step.Two % 4).Select(column => column.Name)];
                var options = new OptimizeOptions
                {
                    Files = new DataFileOptions { TargetSizeBytes = 1 + (step.One * 50) },
                    ClusterBy = columns,
                    Curve = step.One % 2 == 0 ? SpaceCurve.Hilbert : SpaceCurve.ZOrder,
                    MaxSortedBytes = 1 + (step.Two * 100),
                };
                if ((await run.Table.OptimizeAsync(options)) is { IsUnchanged: false } result)
                {
                    run.Add(result, now with { Changes = [] });
                }

                break;
            case "vacuum":
                await VacuumAsync(run, TimeSpan.FromHours(step.One % 3 == 0 ? 0 : step.Two));
                break;
            case "restore":
                await RestoreAsync(run, version);
                break;
            case "checkpoint" when version >= await FirstAsync(run):
                await run.Table.CheckpointAsync(step.Two % 2 == 0 ? null : version);
                break;
            case "compact":
                await CompactAsync(run, version, version + 1 + (step.Two % 6));
                break;
            case "clean":
                run.LogMayShrink();
                Assert.Equal((await run.Table.CleanUpLogAsync()).FirstVersion, await FirstAsync(run));
                break;
        }
    }

    /// <summary>The first version that the log still has: 0, or that of the first checkpoint once commit 0 is gone.</summary>
    public static async Task<long> FirstAsync(ModelRun run)
    {
        var files = await LogListing.ListAsync(run.Store, 0, default);
        return files.Any(file => file is { Kind: LogFileKind.Commit, Version: 0 }) ? 0 : Checkpoint.Of(files).Min(checkpoint => checkpoint.Version);
    }

    /// <summary>Files that a version needs and that are gone.</summary>
    public static async Task<List<string>> MissingAsync(ModelRun run, DeltaSnapshot snapshot)
    {
        var missing = new List<string>();
        foreach (var key in snapshot.Files.SelectMany(TableFiles.Of).Distinct())
        {
            if (await run.Store.StatAsync(key) is null)
            {
                missing.Add(key.Value);
            }
        }

        return missing;
    }

    private static async Task VacuumAsync(ModelRun run, TimeSpan retention)
    {
        var since = run.Clock.Now - retention;
        var options = new VacuumOptions { Retention = retention, AllowShortRetention = true };
        await run.Table.VacuumAsync(options);
        run.FirstPromised = Math.Max(run.FirstPromised, run.Versions.FindLastIndex(version => version.Time < since));
        if (retention == TimeSpan.Zero)
        {
            var needed = (await run.Table.SnapshotAsync()).Files.SelectMany(TableFiles.Of).Select(key => key.Value);
            var found = new List<string>();
            await foreach (var item in run.Store.ListAsync(new ListRequest()))
            {
                found.AddRange(item.Name.StartsWith(LogKeys.Folder, StringComparison.Ordinal) ? [] : [item.Name]);
            }

            Assert.Equal(needed.Distinct().Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        }
    }

    private static async Task RestoreAsync(ModelRun run, int version)
    {
        var (now, target) = (run.Now, run.Versions[version]);
        if (version < await FirstAsync(run))
        {
            await FailsAsync(LakeErrorKind.NotFound, () => run.Table.RestoreAsync(version).AsTask());
            return;
        }

        if (await MissingAsync(run, await run.Table.SnapshotAsync(version)) is { Count: > 0 } missing)
        {
            Assert.True(version < run.FirstPromised);
            var e = await FailsAsync(LakeErrorKind.Expired, () => run.Table.RestoreAsync(version).AsTask());
            Assert.Contains(missing, path => e.Message.Contains(path, StringComparison.Ordinal));
            return;
        }

        var properties = new Dictionary<string, string>(target.Properties) { ["delta.columnMapping.mode"] = now.Mode };
        run.Add(await run.Table.RestoreAsync(version), target with { Changes = null, Properties = properties });
    }

    private static async Task CompactAsync(ModelRun run, int from, int to)
    {
        if (from < await FirstAsync(run) || to >= run.Versions.Count)
        {
            await FailsAsync(LakeErrorKind.NotFound, () => run.Table.CompactLogAsync(from, to).AsTask());
        }
        else if (await run.Store.StatAsync(StoreKey.Parse($"{LogKeys.Folder}{from:D20}.{to:D20}.compacted.json")) is not null)
        {
            await FailsAsync(LakeErrorKind.Conflict, () => run.Table.CompactLogAsync(from, to).AsTask());
        }
        else
        {
            await run.Table.CompactLogAsync(from, to);
        }
    }
}
