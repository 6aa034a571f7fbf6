using System.Text.Json.Nodes;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Tests.Conformance.Naive;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Tests.Conformance;

/// <summary>Reads a fixture in every way that it has an expectation for, and says what was found equal.</summary>
/// <remarks>The expectation of each version is the plain replay of its JSON commits, and DuckDB's reading of the files that this leaves.</remarks>
internal sealed class TableCheck(FixtureTable table, CatalogueEntry entry)
{
    private readonly List<string> done = [];
    private int versions;
    private int read;
    private long rows;

    /// <summary>What was found equal, in words; throws where something is not as expected.</summary>
    public async Task<string> RunAsync()
    {
        if (entry.Kind is { } kind)
        {
            var e = await Bench.FailsAsync(kind, () => OpenAsync(new FolderStore(table.Folder)));
            Assert.Contains(entry.Says, e.Message, StringComparison.Ordinal);
            var refused = $"refused: {kind}" + (entry.Says.Length > 0 ? $", naming `{entry.Says}`" : "");
            return entry.SameAs is { } sound ? $"{refused}; {await EarlierAsync(FixtureTables.Get(sound))}" : refused;
        }

        var opened = await OpenAsync(new FolderStore(table.Folder));
        await (entry.SameAs is { } other ? TwinAsync(opened, FixtureTables.Get(other)) : VersionsAsync(opened));
        foreach (var version in entry.Broken)
        {
            await Assert.ThrowsAnyAsync<LakeException>(() => opened.SnapshotAsync(version).AsTask());
        }

        done.Insert(0, $"{Count(versions, "version")} by state" + (read > 0 ? $", {read} of them by rows ({rows} in all)" : ""));
        return string.Join("; ", done);
    }

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    private static Task<DeltaTable> OpenAsync(IObjectStore store) => DeltaTable.OpenAsync(store, Bench.Context).AsTask();

    private async Task VersionsAsync(DeltaTable opened)
    {
        using var naive = new NaiveRows(table.Folder);
        var count = NaiveState.Count(table.Log);
        NaiveState? last = null;
        foreach (var state in NaiveState.Replay(table.Log, count))
        {
            var snapshot = await opened.SnapshotAsync(state.Version);
            StateCheck.Equal(state, snapshot, id: entry.CheckpointId is var (from, id) && state.Version >= from ? id : null);
            versions++;
            await RowsAsync(state, snapshot, naive);
            await NotedAsync(state, snapshot, naive);
            if (entry.NewestIs == state.Version)
            {
                StateCheck.Equal(state, await opened.SnapshotAsync(), entry.Newest);
                done.Add($"version {entry.Newest} by state");
            }

            last = state;
        }

        var missing = await Assert.ThrowsAnyAsync<LakeException>(() => opened.SnapshotAsync((entry.Newest ?? count - 1) + 1).AsTask());
        Assert.Equal(LakeErrorKind.NotFound, missing.Kind);
        if (entry.Newest is null)
        {
            await SameAsync(last!);
            await TimesAsync(count);
        }
    }

    // What is wrong with the newest version is nothing to those before it.
    private async Task<string> EarlierAsync(FixtureTable twin)
    {
        await TwinAsync(DeltaTable.At(new FolderStore(table.Folder), Bench.Context), twin);
        return string.Join("; ", done.Prepend($"{Count(versions, "version")} before it by state"));
    }

    // The commits of a log that lacks some are those of its twin.
    private async Task TwinAsync(DeltaTable opened, FixtureTable twin)
    {
        foreach (var state in NaiveState.Replay(twin.Log, NaiveState.Count(twin.Log)))
        {
            if (!entry.Broken.Contains(state.Version))
            {
                StateCheck.Equal(state, await opened.SnapshotAsync(state.Version));
                versions++;
            }
        }

        foreach (var version in entry.Broken)
        {
            var e = await Assert.ThrowsAnyAsync<LakeException>(() => opened.SnapshotAsync(version).AsTask());
            Assert.Contains(entry.Broken[0].ToString(), e.Message, StringComparison.Ordinal);
        }

        if (entry.Broken.Count > 0)
        {
            done.Add($"versions {string.Join(", ", entry.Broken)} refused, naming {entry.Broken[0]}");
        }
    }

    private async Task RowsAsync(NaiveState state, DeltaSnapshot snapshot, NaiveRows naive)
    {
        var missing = state.Files.Values.Where(file => !File.Exists(file.On(table.Folder))).Select(file => Uri.UnescapeDataString(Path.GetFileName(file.Path))).ToHashSet();
        if (missing.Count > 0)
        {
            // A store of a folder alone follows no absolute path.
            var kind = state.Files.Values.Any(file => file.Path[0] == '/') ? LakeErrorKind.Unsupported : LakeErrorKind.Corrupt;
            var e = await Bench.FailsAsync(kind, () => TypedRows.OfAsync(state.Columns, snapshot));
            Assert.Contains(missing, name => e.Message.Contains(name, StringComparison.Ordinal) || state.Files.Values.Any(file => e.Message.Contains(file.Path, StringComparison.Ordinal)));
            Note("rows of a version whose files are gone refused, naming a file");
            return;
        }

        var expected = naive.Of(state);
        Assert.Equal(expected, await TypedRows.OfAsync(state.Columns, snapshot));
        (read, rows) = (read + 1, rows + expected.Count);
    }

    // The writer's own note of its rows: the newest version's, or one a folder `vN`.
    private async Task NotedAsync(NaiveState state, DeltaSnapshot snapshot, NaiveRows naive)
    {
        var newest = state.Version == NaiveState.Count(table.Log) - 1;
        var folders = new[] { $"v{state.Version}" }.Concat(newest ? ["latest", ""] : []).Select(name => Path.Combine(table.Expected ?? "", name));
        foreach (var folder in folders.Where(folder => table.Expected is not null && Directory.Exists(folder)))
        {
            var files = Directory.GetFiles(folder, "*.parquet");
            Assert.True(files.Length > 0 || Directory.GetDirectories(folder).Length > 0, folder);
            if (files.Length > 0)
            {
                Assert.Equal(naive.Of(state.Columns, files), await TypedRows.OfAsync(state.Columns, snapshot));
                Note("its writer's rows");
            }

            if (File.Exists(Path.Combine(folder, "table_version_metadata.json")))
            {
                var noted = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "table_version_metadata.json")))!;
                Assert.Equal(((long)noted["version"]!, (int)noted["min_reader_version"]!, (int)noted["min_writer_version"]!),
                    (snapshot.Version, snapshot.Protocol.MinReaderVersion, snapshot.Protocol.MinWriterVersion));
                Assert.Equal(noted["properties"]!.AsObject().Select(pair => $"{pair.Key}={pair.Value}"), snapshot.Properties.Select(pair => $"{pair.Key}={pair.Value}"));
                Note("its writer's version, protocol and properties");
            }
        }
    }

    private async Task SameAsync(NaiveState last)
    {
        foreach (var variation in Variation.Of(table, last.Version))
        {
            var altered = await OpenAsync(variation.Store);
            foreach (var version in variation.Versions.Distinct())
            {
                var state = version == last.Version ? last : NaiveState.Replay(table.Log, (int)version + 1).Last();
                StateCheck.Equal(state, version == last.Version ? await altered.SnapshotAsync() : await altered.SnapshotAsync(version), id: variation.KeepsCheckpoints && entry.CheckpointId is var (from, id) && version >= from ? id : null);
            }

            Note($"the same {variation.What}");
        }
    }

    // A minute between versions, so that every time between them has one answer.
    private async Task TimesAsync(int count)
    {
        var begin = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var timed = await OpenAsync(new AlteredStore(new FolderStore(table.Folder))
        {
            Times = key => Path.GetFileName(key) is { Length: 25 } name && long.TryParse(name[..20], out var version) ? begin.AddMinutes(version) : null,
        });
        for (var version = 0; version < count && count < 50; version++)
        {
            Assert.Equal(version, (await timed.SnapshotAsync(begin.AddMinutes(version))).Version);
            Assert.Equal(version, (await timed.SnapshotAsync(begin.AddMinutes(version).AddSeconds(59))).Version);
        }

        await Bench.FailsAsync(LakeErrorKind.NotFound, () => timed.SnapshotAsync(begin.AddSeconds(-1)).AsTask());
        Note("by time");
    }

    private void Note(string what)
    {
        if (!done.Contains(what))
        {
            done.Add(what);
        }
    }
}
