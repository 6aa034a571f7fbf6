using LakeVersion.Testing;
using LakeVersion.Testing.Conformance;

namespace LakeVersion.Storage.Tests;

public sealed class LocalFolderConformanceTests : ObjectStoreConformance, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    protected override ValueTask<IObjectStore> OpenAsync() => new(new LocalFolderStore(folder.Of("not/yet/there")));
}

public sealed class RecordedDiskConformanceTests : ObjectStoreConformance
{
    protected override ValueTask<IObjectStore> OpenAsync() => new(new RecordingFileLayer().OpenStore());
}

public sealed class MemoryConformanceTests : ObjectStoreConformance
{
    protected override ValueTask<IObjectStore> OpenAsync() => new(new MemoryStore());
}

public sealed class CountingConformanceTests : ObjectStoreConformance
{
    protected override ValueTask<IObjectStore> OpenAsync() => new(new CountingStore(new MemoryStore()));
}

public sealed class FaultlessFaultStoreConformanceTests : ObjectStoreConformance
{
    protected override ValueTask<IObjectStore> OpenAsync() => new(new FaultStore(new MemoryStore()));
}

public sealed class PrefixConformanceTests : ObjectStoreConformance
{
    // Neighbours that a wrong prefix would let in.
    protected override async ValueTask<IObjectStore> OpenAsync()
    {
        var whole = new MemoryStore();
        await FillAsync(whole, "a", "folder", "folder/my.store-", "folder/my.store-/x", "folder/my.storey/x", "z");
        return new PrefixStore(whole, Key("folder/my.store"));
    }
}

public sealed class CachingConformanceTests : ObjectStoreConformance, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    protected override ValueTask<IObjectStore> OpenAsync() => new(new CachingStore(
        new MemoryStore(),
        static key => !key.Value.StartsWith(ChangingFolder, StringComparison.Ordinal),
        new CachingOptions { DiskFolder = folder.Of("cache"), Scope = "test" }));
}

/// <summary>One process that puts over and deletes what it called immutable still sees its own changes.</summary>
public sealed class CachingOfEverythingConformanceTests : ObjectStoreConformance, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    protected override ValueTask<IObjectStore> OpenAsync() => new(new CachingStore(
        new MemoryStore(), static _ => true, new CachingOptions { DiskFolder = folder.Of("cache"), Scope = "test" }));
}
