using LakeVersion.Storage;
using LakeVersion.Testing;
using LakeVersion.Versioning.Verifying;

namespace LakeVersion.Versioning.Tests.Verifying;

public sealed class ObjectTableTests
{
    // However many ask before the first has its answer: none takes what is there for missing.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_key_that_no_listing_showed_is_asked_for_by_all_who_come_meanwhile(bool isThere)
    {
        var key = StoreKey.Parse("packs/aa/00000001/1");
        var store = new WaitingStore(new MemoryStore());
        if (isThere)
        {
            await store.PutAsync(key, new byte[7]);
        }

        var table = new ObjectTable(store, new PlaceHash(new SeededEntropy(1)));
        var asking = Enumerable.Range(0, 4).Select(_ => table.ReachAsync(key, default).AsTask()).ToList();
        store.Answer.SetResult();
        var answers = await Task.WhenAll(asking);
        Assert.All(answers, answer => Assert.Equal(isThere ? 7 : null, answer.SizeBytes));
        Assert.Single(answers, answer => answer.IsFirst);
        Assert.Equal((isThere ? 7 : (long?)null, false), await table.ReachAsync(key, default));
        Assert.Equal((0, 0), table.Unreached());
    }

    private sealed class WaitingStore(IObjectStore inner) : DelegatingStore(inner)
    {
        public TaskCompletionSource Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async ValueTask<ObjectInfo?> StatAsync(StoreKey key, CancellationToken cancellationToken = default)
        {
            await Answer.Task;
            return await base.StatAsync(key, cancellationToken);
        }
    }
}
