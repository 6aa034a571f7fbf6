using LakeVersion.Storage;
using LakeVersion.Versioning.Logs;

namespace LakeVersion.Versioning.Tests.Logs;

/// <summary>Temporary credentials end between a commit's create-only put and the look at what came of it.</summary>
public sealed class EndedCredentialsTests
{
    [Fact]
    public async Task A_commit_that_may_have_landed_is_not_called_refused()
    {
        var store = new MemoryStore();
        await TestLake.CreateAsync(store);
        var lake = await TestLake.OpenAsync(new EndingStore(store), new LakeStoreOptions { Time = new InstantTime() });
        var unknown = await Assert.ThrowsAsync<UnknownOutcomeException>(
            () => lake.PutAsync("a", "1", options: TestLake.Commit("a") with { Patience = TimeSpan.Zero }));
        Assert.Equal(LakeErrorKind.Refused, Assert.IsType<LakeException>(unknown.GetBaseException()).Kind);
        Assert.Equal("1", await (await TestLake.OpenAsync(store)).ReadAsync("main", "a"));
    }

    private sealed class EndingStore(IObjectStore inner) : DelegatingStore(inner)
    {
        private volatile bool hasEnded;

        public override async ValueTask<CreateOutcome> CreateAsync(
            StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
        {
            await base.CreateAsync(key, content, cancellationToken);
            hasEnded = true;
            return new CreateOutcome(CreateResult.Unknown, LakeException.Refused("The credentials ended."));
        }

        public override ValueTask<ReadOnlyMemory<byte>?> GetAsync(StoreKey key, CancellationToken cancellationToken = default) =>
            hasEnded ? throw LakeException.Refused("The credentials ended.") : base.GetAsync(key, cancellationToken);
    }
}
