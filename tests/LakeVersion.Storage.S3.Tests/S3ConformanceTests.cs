using LakeVersion.Testing.Conformance;

namespace LakeVersion.Storage.S3.Tests;

public sealed class S3ConformanceTests : ObjectStoreConformance
{
    protected override ValueTask<IObjectStore> OpenAsync() => Gateway.OpenAsync();
}

/// <summary>The smallest memory for uploads, one request at a time.</summary>
public sealed class NarrowS3ConformanceTests : ObjectStoreConformance
{
    protected override ValueTask<IObjectStore> OpenAsync() =>
        Gateway.OpenAsync(Gateway.Options with { MostParallelRequests = 2, StreamMemoryBytes = 16 << 20 });
}
