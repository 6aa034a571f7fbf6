using LakeVersion.Testing;

namespace LakeVersion.Storage.Tests;

public sealed class FaultStoreTests
{
    private static readonly StoreKey First = StoreKey.Parse("first");
    private static readonly StoreKey Second = StoreKey.Parse("second");
    private readonly MemoryStore inner = new();

    [Theory]
    [InlineData(FaultKind.UnknownWithoutEffect, CreateResult.Unknown, false)]
    [InlineData(FaultKind.UnknownWithEffect, CreateResult.Unknown, true)]
    [InlineData(FaultKind.ExistsThoughCreated, CreateResult.Exists, true)]
    [InlineData(FaultKind.LandsLater, CreateResult.Unknown, false)]
    public async Task A_create_answers_as_planned_and_only_the_planned_one(FaultKind kind, CreateResult result, bool effect)
    {
        var store = new FaultStore(inner) { Plan = new FaultPlan(2, kind) };
        Assert.Equal(CreateResult.Created, (await store.CreateAsync(First, "1"u8.ToArray())).Result);
        Assert.False(store.Struck);
        Assert.Equal(result, (await store.CreateAsync(Second, "2"u8.ToArray())).Result);
        Assert.True(store.Struck);
        Assert.Equal(effect, await inner.GetAsync(Second) is not null);
        Assert.Equal(["create first", "create second"], store.Calls);
    }

    [Theory]
    [InlineData(FaultKind.ThrowBefore, false)]
    [InlineData(FaultKind.ThrowAfter, true)]
    public async Task A_write_throws_before_or_after_its_effect(FaultKind kind, bool effect)
    {
        foreach (var write in Writes())
        {
            await inner.DeleteAsync([First]);
            var store = new FaultStore(inner) { Plan = new FaultPlan(1, kind) };
            Assert.Equal(LakeErrorKind.Unavailable, (await Assert.ThrowsAsync<LakeException>(() => write(store))).Kind);
            Assert.Equal(effect, await inner.GetAsync(First) is not null);
        }
    }

    [Fact]
    public async Task A_delayed_create_lands_once_and_only_where_nobody_was_faster()
    {
        var store = new FaultStore(inner) { Plan = new FaultPlan(1, FaultKind.LandsLater) };
        await store.CreateAsync(First, "late"u8.ToArray());
        Assert.Null(await store.GetAsync(First));
        Assert.Equal(1, await store.LandAsync());
        Assert.Equal("late"u8.ToArray(), (await store.GetAsync(First))!.Value.ToArray());
        Assert.Equal(0, await store.LandAsync());

        var loser = new FaultStore(inner) { Plan = new FaultPlan(1, FaultKind.LandsLater) };
        await loser.CreateAsync(Second, "late"u8.ToArray());
        await loser.CreateAsync(Second, "retry"u8.ToArray());
        Assert.Equal(0, await loser.LandAsync());
        Assert.Equal("retry"u8.ToArray(), (await inner.GetAsync(Second))!.Value.ToArray());
    }

    [Fact]
    public async Task A_delayed_put_throws_and_lands()
    {
        foreach (var write in Writes()[..2])
        {
            await inner.DeleteAsync([First]);
            var store = new FaultStore(inner) { Plan = new FaultPlan(1, FaultKind.LandsLater) };
            await Assert.ThrowsAsync<LakeException>(() => write(store));
            Assert.Null(await inner.GetAsync(First));
            Assert.Equal(1, await store.LandAsync());
            Assert.NotNull(await inner.GetAsync(First));
        }
    }

    [Fact]
    public async Task A_dead_process_does_nothing_any_more_whatever_killed_it()
    {
        foreach (var kind in Enum.GetValues<FaultKind>())
        {
            foreach (var write in Writes())
            {
                var store = new FaultStore(inner) { Plan = new FaultPlan(1, kind) { Dies = true } };
                if (kind != FaultKind.ExistsThoughCreated)
                {
                    await Assert.ThrowsAsync<CrashedException>(() => write(store));
                }
                else
                {
                    await Record.ExceptionAsync(() => write(store));
                }

                await Assert.ThrowsAsync<CrashedException>(async () => await store.GetAsync(First));
                await Assert.ThrowsAsync<CrashedException>(async () => await store.ListAsync(new ListRequest()).ToListAsync());
                Assert.Equal(1, store.Operations);
            }
        }
    }

    private static Func<IObjectStore, Task>[] Writes() =>
    [
        static async store => await store.PutAsync(First, "x"u8.ToArray()),
        static async store => await store.PutAsync(First, new MemoryStream([1])),
        static async store => await store.CreateAsync(First, "x"u8.ToArray()),
    ];
}
