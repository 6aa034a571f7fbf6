using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Collection;
using LakeVersion.Versioning.Collection.Retention;
using LakeVersion.Versioning.Tests.Logs;

namespace LakeVersion.Versioning.Tests.Collection;

public sealed class SlowRecordTests
{
    private readonly InstantTime time = new();

    [Fact]
    public async Task The_grace_period_begins_when_a_record_is_stored_however_long_that_took()
    {
        var store = TestStores.Open(time);
        var lake = await TestLake.CreateAsync(store, new LakeStoreOptions { Time = time });
        await lake.PutAsync("a", new string('1', 2_000_000));
        await lake.PutAsync("a", new string('2', 2_000_000));
        await lake.Lake.Retention.SetAsync(new RetentionRule { Name = "test", Branches = ["main"], Count = 1 }, TestLake.Log);
        time.Advance(TimeSpan.FromDays(30));

        var slow = await TestLake.OpenAsync(new SlowStore(store, time), new LakeStoreOptions { Time = time });
        var options = new CollectorOptions { Author = "gc" };
        Assert.Equal(CollectorState.Waiting, (await slow.Lake.Collector.RunAsync(options)).State);
        time.Advance(TimeSpan.FromDays(6));
        var waiting = await slow.Lake.Collector.RunAsync(options);
        Assert.Equal((CollectorState.Waiting, time.GetUtcNow() + TimeSpan.FromDays(1)), (waiting.State, waiting.ReadyAt));
        time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, (await slow.Lake.Collector.RunAsync(options)).Freed!.FreedObjects);
    }

    // A collection record is under way for five days, in which readers open what it lets go of.
    private sealed class SlowStore(IObjectStore inner, InstantTime time) : DelegatingStore(inner)
    {
        private bool wasSlow;

        public override ValueTask<CreateOutcome> CreateAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
        {
            if (!wasSlow && key.Value.StartsWith("gc/", StringComparison.Ordinal))
            {
                wasSlow = true;
                time.Advance(TimeSpan.FromDays(5));
            }

            return base.CreateAsync(key, content, cancellationToken);
        }
    }
}
