using Apache.Arrow.Types;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Cloning;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Storage;
using LakeVersion.Testing;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Cloning;

[Trait("store", "none")]
public sealed class TableClonerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_clone_has_the_rows_columns_and_properties_and_an_id_of_its_own(bool isShallow)
    {
        var source = await SourceAsync();
        var expected = await (await source.SnapshotAsync()).RowsAsync();
        var result = await source.CloneAsync(new LocalFolderStore(At("clone")), options: new CloneOptions { IsShallow = isShallow });

        var clone = await DeltaTable.OpenAsync(At("clone"), Context);
        var snapshot = await clone.SnapshotAsync();
        Assert.Equal((0L, "CLONE", "2"), (result.Version, snapshot.Info!.Operation, snapshot.Info.OperationParameters["sourceVersion"]));
        Assert.Equal(expected, await snapshot.RowsAsync());
        Assert.Equal("5", snapshot.Properties["delta.dataSkippingNumIndexedCols"]);
        Assert.NotEqual((await source.SnapshotAsync()).Metadata.Id, snapshot.Metadata.Id);
        Assert.All(snapshot.Files, file => Assert.Equal(isShallow, FilePath.IsAbsolute(file.Path)));
        Assert.Equal(isShallow, !Directory.Exists(At("clone/part=a b")));

        await clone.AppendAsync(Stream(Batch(("id", Longs(9)), ("part", Strings("z")))));
        await clone.OptimizeAsync();
        Assert.Equal([.. expected, "9|z"], (await (await clone.SnapshotAsync()).RowsAsync()).Order(StringComparer.Ordinal));
        Assert.Equal(expected, await (await source.SnapshotAsync()).RowsAsync());
    }

    [Fact]
    public async Task A_clone_is_of_the_version_that_was_asked_for_and_a_deep_one_of_a_shallow_one_stands_alone()
    {
        var source = await SourceAsync();
        await source.CloneAsync(new LocalFolderStore(At("shallow")), version: 1, new CloneOptions { IsShallow = true });
        var shallow = await DeltaTable.OpenAsync(At("shallow"), Context);
        await shallow.CloneAsync(new LocalFolderStore(At("deep")));
        Directory.Delete(At("source"), recursive: true);
        Assert.Equal(["1|a b"], await (await (await DeltaTable.OpenAsync(At("deep"), Context)).SnapshotAsync()).RowsAsync());
        await FailsAsync(LakeErrorKind.Corrupt, async () => await (await shallow.SnapshotAsync()).RowsAsync());
    }

    [Fact]
    public async Task Deletion_vectors_come_along_by_absolute_paths_or_as_files()
    {
        var (content, offsets) = Vectors.File(Vectors.Portable([1, 3]));
        var uuid = new Guid("d2c639aa-8816-431a-aaf6-d3fe2512ff61");
        var store = new LocalFolderStore(At("hand"));
        var hand = new HandTable(HandTable.Struct(HandTable.Field("id", "long")), "deletionVectors");
        await hand.AddAsync("a.parquet", Batch(("id", Longs(0, 1, 2, 3))), vector: new DeletionVectorDescriptor
        {
            StorageType = "u", PathOrInlineDv = "ab" + Vectors.Z85(uuid.ToByteArray(bigEndian: true)), Offset = offsets[0], SizeInBytes = Vectors.Portable([1, 3]).Length, Cardinality = 2,
        });
        await hand.Store.PutAsync(StoreKey.Parse($"ab/deletion_vector_{uuid:D}.bin"), content);
        await hand.OpenAsync();
        await foreach (var item in hand.Store.ListAsync(new ListRequest()))
        {
            await store.PutAsync(StoreKey.Parse(item.Name), (await hand.Store.GetAsync(StoreKey.Parse(item.Name)))!.Value);
        }

        var source = await DeltaTable.OpenAsync(At("hand"), Context);
        await source.CloneAsync(new LocalFolderStore(At("deep")));
        await source.CloneAsync(new LocalFolderStore(At("shallow")), options: new CloneOptions { IsShallow = true });
        foreach (var name in (string[])["deep", "shallow"])
        {
            Assert.Equal(["0", "2"], await (await (await DeltaTable.OpenAsync(At(name), Context)).SnapshotAsync()).RowsAsync());
        }

        var e = await FailsAsync(LakeErrorKind.Unsupported, async () =>
            await (await DeltaTable.OpenAsync(At("shallow"), Context)).CloneAsync(new LocalFolderStore(At("again"))));
        Assert.Contains("Optimize the source first", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_that_is_there_and_a_source_without_a_place_are_refused()
    {
        var source = await SourceAsync();
        await FailsAsync(LakeErrorKind.Conflict, () => source.CloneAsync(new LocalFolderStore(At("source"))).AsTask());
        var memory = await DeltaTable.CreateAsync(new MemoryStore(), Context, Schema(("id", Int64Type.Default)), rows: Stream(Batch(("id", Longs(1)))));
        await FailsAsync(LakeErrorKind.Unsupported, () => memory.CloneAsync(new MemoryStore(), options: new CloneOptions { IsShallow = true }).AsTask());
    }

    [Fact]
    public async Task A_vacuum_of_a_shallow_clone_leaves_the_sources_files_alone()
    {
        var source = await SourceAsync();
        await source.CloneAsync(new LocalFolderStore(At("clone")), options: new CloneOptions { IsShallow = true });
        var clone = await DeltaTable.OpenAsync(At("clone"), Context);
        await clone.OverwriteAsync(Stream());
        await clone.VacuumAsync(new() { Retention = TimeSpan.Zero, AllowShortRetention = true });
        Assert.Equal(2, (await (await source.SnapshotAsync()).RowsAsync()).Count);
    }

    private string At(string name) => Path.Combine(folder.Path, name);

    private async Task<DeltaTable> SourceAsync()
    {
        var options = new CreateOptions { PartitionColumns = ["part"], Properties = new Dictionary<string, string> { ["delta.dataSkippingNumIndexedCols"] = "5" } };
        var table = await DeltaTable.CreateAsync(new LocalFolderStore(At("source")), Context, Schema(("id", Int64Type.Default), ("part", StringType.Default)), options);
        await table.AppendAsync(Stream(Batch(("id", Longs(1)), ("part", Strings("a b")))));
        await table.AppendAsync(Stream(Batch(("id", Longs(2)), ("part", Strings("a b")))));
        return await DeltaTable.OpenAsync(At("source"), Context);
    }
}
