using System.Buffers.Binary;
using Apache.Arrow;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Tests.BadInput;

/// <summary>Damage, one by one: either it does not matter, or the error is of the right kind and names file and cause.</summary>
[Trait("store", "none")]
public sealed class BadInputTests
{
    public static TheoryData<PlainCheckpoint> Checkpoints => [.. Enum.GetValues<PlainCheckpoint>().Where(checkpoint => checkpoint != PlainCheckpoint.None)];

    [Fact]
    public async Task A_sound_table_has_the_rows_of_every_version()
    {
        foreach (var checkpoint in Enum.GetValues<PlainCheckpoint>())
        {
            for (var version = 0; version < 4; version++)
            {
                Assert.Equal(PlainTable.Ids(version), await IdsAsync(PlainTable.Create(checkpoint), version));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public async Task A_checkpoint_stands_for_the_commits_below_it(PlainCheckpoint checkpoint)
    {
        var table = PlainTable.Create(checkpoint).CleanUp();
        Assert.Equal(PlainTable.Ids(3), await IdsAsync(table));
        Assert.Equal(PlainTable.Ids(2), await IdsAsync(table, 2));
        table.Files.Remove(PlainTable.Hint);
        Assert.Equal(PlainTable.Ids(3), await IdsAsync(table));
        var e = await FailsAsync(LakeErrorKind.NotFound, table, 1);
        Assert.Contains("2 to 3", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_versions_are_named()
    {
        var table = PlainTable.Create();
        table.Files.Remove(PlainTable.Commit(1));
        Assert.Contains("version 1 is", (await FailsAsync(LakeErrorKind.Corrupt, table)).Message, StringComparison.Ordinal);
        table.Files.Remove(PlainTable.Commit(2));
        Assert.Contains("versions 1 to 2 are", (await FailsAsync(LakeErrorKind.Corrupt, table)).Message, StringComparison.Ordinal);
        table.Files.Remove(PlainTable.Commit(0));
        Assert.Contains("versions 0 to 2 are", (await FailsAsync(LakeErrorKind.Corrupt, table)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_missing_behind_the_checkpoint_is_named()
    {
        var table = PlainTable.Create(PlainCheckpoint.Classic);
        table[PlainTable.Commit(5)] = PlainTable.Lines(PlainTable.Add("b.parquet"));
        Assert.Contains("version 4 is", (await FailsAsync(LakeErrorKind.Corrupt, table)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PlainTable.Protocol, "protocol")]
    [InlineData(PlainTable.Metadata, "metaData")]
    public async Task A_log_without_protocol_or_metadata_is_refused(string action, string word)
    {
        var table = PlainTable.Create();
        table[PlainTable.Commit(0)] = table[PlainTable.Commit(0)].Replace(action + "\n", "", StringComparison.Ordinal);
        Assert.Contains(word, (await FailsAsync(LakeErrorKind.Corrupt, table)).Message, StringComparison.Ordinal);
    }

    // PROTOCOL.md, "Checkpoints": readers must ignore multi-part checkpoints with missing parts.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_checkpoint_that_lacks_a_part_is_as_none(int part)
    {
        var table = PlainTable.Create(PlainCheckpoint.MultiPart);
        var key = $"_delta_log/{2:D20}.checkpoint.{part:D10}.{2:D10}.parquet";
        Assert.True(table.Files.Remove(key));
        Assert.Equal(PlainTable.Ids(3), await IdsAsync(table));
        Assert.Contains("0 to 1", (await FailsAsync(LakeErrorKind.Corrupt, table.CleanUp())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PlainCheckpoint.V2Json)]
    [InlineData(PlainCheckpoint.V2Parquet)]
    public async Task A_checkpoint_that_lacks_a_sidecar_is_refused_where_nothing_stands_for_it(PlainCheckpoint checkpoint)
    {
        var table = PlainTable.Create(checkpoint);
        table.Files.Remove("_delta_log/_sidecars/side.parquet");
        Assert.Contains("side.parquet", (await FailsAsync(LakeErrorKind.Corrupt, table.Copy().CleanUp())).Message, StringComparison.Ordinal);

        // With every commit there, going on is as right as saying what is gone.
        var ids = await RightOrCorruptAsync(table, "side.parquet");
        Assert.True(ids is null || ids.SequenceEqual(PlainTable.Ids(3)));
    }

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public async Task A_damaged_checkpoint_is_told_by_name(PlainCheckpoint checkpoint)
    {
        var sound = PlainTable.Create(checkpoint);
        foreach (var key in sound.Files.Keys.Where(key => key.Contains(".checkpoint.", StringComparison.Ordinal) || key.Contains("_sidecars", StringComparison.Ordinal)).ToList())
        {
            var table = sound.Copy().CleanUp();
            table.Files[key] = table.Files[key][..(table.Files[key].Length / 2)];
            Assert.Contains(key, (await FailsAsync(LakeErrorKind.Corrupt, table)).Message, StringComparison.Ordinal);
        }
    }

    // PROTOCOL.md, "Log Compaction Files": a compaction replaces its commits. That it is read is seen where one of them cannot be.
    [Fact]
    public async Task A_compaction_stands_for_its_commits_and_they_for_one_that_is_damaged()
    {
        var key = $"_delta_log/{0:D20}.{1:D20}.compacted.json";
        var compacted = PlainTable.Lines(PlainTable.Protocol, PlainTable.Metadata, PlainTable.Add("a.parquet"), PlainTable.Add("b.parquet"));
        var table = PlainTable.Create();
        table[key] = compacted;
        Assert.Equal(PlainTable.Ids(2), await IdsAsync(table, 2));
        table[PlainTable.Commit(1)] = "not read";
        Assert.Equal(PlainTable.Ids(3), await IdsAsync(table));

        // One of other words than the specification's: it keeps an action that a later one of its range cancelled.
        foreach (var damaged in new[] { "{", compacted + PlainTable.Lines(PlainTable.Add("a.parquet", PlainTable.Descriptor())) })
        {
            table = PlainTable.Create();
            table[key] = damaged;
            Assert.Equal(PlainTable.Ids(3), await IdsAsync(table));
        }
    }

    // PROTOCOL.md, "Last Checkpoint File": a hint for the beginning of a listing.
    [Theory]
    [InlineData("")]
    [InlineData("{\"version\":")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"version\":1,\"size\":1}")]
    [InlineData("{\"version\":3,\"size\":1}")]
    [InlineData("{\"version\":77,\"size\":1}")]
    [InlineData("{\"version\":-5,\"size\":1}")]
    [InlineData("{\"version\":9223372036854775807,\"size\":1}")]
    [InlineData("{\"version\":\"2\",\"size\":1}")]
    [InlineData("{\"version\":2,\"size\":1,\"parts\":9}")]
    [InlineData("{\"version\":2,\"size\":1,\"checksum\":\"0\"}")]
    [InlineData("\u0000\u0001")]
    public async Task A_last_checkpoint_that_is_damaged_or_stale_does_not_matter(string hint)
    {
        foreach (var checkpoint in Enum.GetValues<PlainCheckpoint>())
        {
            var table = PlainTable.Create(checkpoint);
            table[PlainTable.Hint] = hint;
            Assert.Equal(PlainTable.Ids(3), await IdsAsync(table));
            if (checkpoint != PlainCheckpoint.None)
            {
                Assert.Equal(PlainTable.Ids(3), await IdsAsync(table.CleanUp()));
            }
        }
    }

    [Fact]
    public async Task A_truncated_data_file_is_told_by_name()
    {
        foreach (var keep in new[] { 0, 4, 100, 300 })
        {
            var table = PlainTable.Create();
            table.Files["b.parquet"] = table.Files["b.parquet"][..keep];
            Assert.Contains("b.parquet", (await FailsAsync(LakeErrorKind.Corrupt, table)).Message, StringComparison.Ordinal);
        }

        var without = PlainTable.Create();
        without.Files.Remove("b.parquet");
        Assert.Contains("b.parquet", (await FailsAsync(LakeErrorKind.Corrupt, without)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deletion_vector_with_a_wrong_checksum_is_told_by_name()
    {
        for (var at = 5; at < PlainTable.Create().Files[PlainTable.Vector].Length; at++)
        {
            var table = PlainTable.Create();
            table.Files[PlainTable.Vector] = [.. table.Files[PlainTable.Vector]];
            table.Files[PlainTable.Vector][at] ^= 1;
            Assert.Contains("deletion_vector_d2c639aa", (await FailsAsync(LakeErrorKind.Corrupt, table)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1, 38, 4)]
    [InlineData(1, 38, 2)]
    [InlineData(1_000_000, 38, 3)]
    [InlineData(1, 12, 3)]
    [InlineData(1, 39, 3)]
    [InlineData(1, 2_000_000_000, 3)]
    public async Task A_deletion_vector_that_is_not_as_described_is_told_by_name(int offset, int size, int cardinality)
    {
        var table = PlainTable.Create();
        Assert.Equal(PlainTable.Descriptor(), PlainTable.Descriptor(1, 38, 3));
        table[PlainTable.Commit(2)] = table[PlainTable.Commit(2)].Replace(PlainTable.Descriptor(), PlainTable.Descriptor(offset, size, cardinality), StringComparison.Ordinal);
        Assert.Contains("deletion_vector_d2c639aa", (await FailsAsync(LakeErrorKind.Corrupt, table)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deletion_vector_of_another_form_or_rows_beyond_the_file_is_refused()
    {
        var table = PlainTable.Create();
        var file = table.Files[PlainTable.Vector].ToArray();
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(file.Length - 6), 4000);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(file.Length - 4), PlainTable.Crc(file.AsSpan(5, file.Length - 9)));
        table.Files[PlainTable.Vector] = file;
        Assert.Contains("a.parquet", (await FailsAsync(LakeErrorKind.Corrupt, table)).Message, StringComparison.Ordinal);

        table = PlainTable.Create();
        table.Files[PlainTable.Vector] = [2, .. table.Files[PlainTable.Vector][1..]];
        Assert.Contains("deletion_vector_d2c639aa", (await FailsAsync(null, table)).Message, StringComparison.Ordinal);
        table.Files.Remove(PlainTable.Vector);
        Assert.Contains("deletion_vector_d2c639aa", (await FailsAsync(LakeErrorKind.Corrupt, table)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"readerFeatures\":[\"deletionVectors\",", "\"readerFeatures\":[\"timeMachine\",", "timeMachine")]
    [InlineData("\"minReaderVersion\":3", "\"minReaderVersion\":4", "4")]
    public async Task A_table_that_asks_for_more_is_refused_by_its_name(string text, string other, string word)
    {
        var table = PlainTable.Create();
        table[PlainTable.Commit(0)] = table[PlainTable.Commit(0)].Replace(text, other, StringComparison.Ordinal);
        Assert.Contains(word, (await FailsAsync(LakeErrorKind.Unsupported, table)).Message, StringComparison.Ordinal);
    }

    // PROTOCOL.md, "Add File and Remove File": a commit has at most one add of a path, whatever its vector. The same path and vector again is legal in another commit.
    [Fact]
    public async Task Adds_of_one_file_never_double_its_rows()
    {
        var table = PlainTable.Create();
        table[PlainTable.Commit(3)] = PlainTable.Lines(PlainTable.Add("b.parquet"));
        Assert.Equal(PlainTable.Ids(2), await IdsAsync(table));

        foreach (var again in new[] { PlainTable.Add("c.parquet"), PlainTable.Add("c.parquet", PlainTable.Descriptor()) })
        {
            table[PlainTable.Commit(3)] = PlainTable.Lines(PlainTable.Add("c.parquet"), again);
            Assert.Contains("c.parquet", (await FailsAsync(LakeErrorKind.Corrupt, table)).Message, StringComparison.Ordinal);
        }

        // A vector for b.parquet without a remove of the file as it was: the newest of a path counts, or the log is refused.
        table[PlainTable.Commit(3)] = PlainTable.Lines(PlainTable.Add("b.parquet", PlainTable.Descriptor()));
        var ids = await RightOrCorruptAsync(table, "b.parquet");
        Assert.True(ids is null || ids.SequenceEqual(PlainTable.Ids(2).Where(id => id is not (13 or 14 or 17))));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(long.MaxValue)]
    public async Task A_version_that_does_not_exist_says_which_do(long version)
    {
        foreach (var checkpoint in Enum.GetValues<PlainCheckpoint>())
        {
            Assert.Contains("0 to 3", (await FailsAsync(LakeErrorKind.NotFound, PlainTable.Create(checkpoint), version)).Message, StringComparison.Ordinal);
        }
    }

    private static async Task<List<long>?> RightOrCorruptAsync(PlainTable table, string word)
    {
        try
        {
            return await IdsAsync(table);
        }
        catch (LakeException e)
        {
            Assert.Equal(LakeErrorKind.Corrupt, e.Kind);
            Assert.Contains(word, e.Message, StringComparison.Ordinal);
            return null;
        }
    }

    private static async Task<LakeException> FailsAsync(LakeErrorKind? kind, PlainTable table, long? version = null)
    {
        var e = await Assert.ThrowsAnyAsync<LakeException>(() => IdsAsync(table, version));
        Assert.True(kind is null || e.Kind == kind, $"expected {kind}, found {e.Kind}: {e.Message}");
        return e;
    }

    private static async Task<List<long>> IdsAsync(PlainTable table, long? version = null)
    {
        var opened = await DeltaTable.OpenAsync(await table.StoreAsync(), Bench.Context);
        var snapshot = version is { } number ? await opened.SnapshotAsync(number) : await opened.SnapshotAsync();
        var ids = new List<long>();
        await foreach (var batch in snapshot.ReadAsync(["id"]))
        {
            ids.AddRange(((Int64Array)batch.Column(0)).Values);
            batch.Dispose();
        }

        return [.. ids.Order()];
    }
}
