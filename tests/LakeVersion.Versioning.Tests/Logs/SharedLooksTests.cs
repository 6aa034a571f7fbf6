using LakeVersion.Storage;
using LakeVersion.Versioning.Logs;

namespace LakeVersion.Versioning.Tests.Logs;

public sealed class SharedLooksTests
{
    private const string Log = "refs/branches/main";

    private readonly List<TaskCompletionSource<LogMoment>> looks = [];
    private readonly SharedLooks shared;

    public SharedLooksTests() => shared = new SharedLooks(LookAsync, BackgroundWork.ThreadPool);

    [Fact]
    public async Task Who_comes_during_a_look_shares_the_next_one_and_never_gets_the_one_that_began_before()
    {
        var first = shared.LookAsync(Log, default).AsTask();
        var others = Enumerable.Range(0, 5).Select(_ => shared.LookAsync(Log, default).AsTask()).ToList();
        var elsewhere = shared.LookAsync("refs/branches/dev", default).AsTask();
        Assert.Equal(2, looks.Count);

        looks[0].SetResult(Moment());
        await first;
        await UntilAsync(3);
        Assert.All(others, other => Assert.False(other.IsCompleted));
        looks[2].SetResult(Moment());
        var found = await Task.WhenAll(others);
        Assert.All(found, moment => Assert.Same(found[0], moment));
        looks[1].SetResult(Moment());
        await elsewhere;

        var alone = shared.LookAsync(Log, default).AsTask();
        await UntilAsync(4);
        looks[3].SetResult(Moment());
        await alone;
        Assert.Equal(4, looks.Count);
    }

    [Fact]
    public async Task A_failure_is_told_to_all_who_share_it_and_the_next_look_is_a_new_one()
    {
        var first = shared.LookAsync(Log, default).AsTask();
        var second = shared.LookAsync(Log, default).AsTask();
        var third = shared.LookAsync(Log, default).AsTask();
        looks[0].SetException(LakeException.Unavailable("first"));
        Assert.Equal("first", (await Assert.ThrowsAsync<LakeException>(() => first)).Message);
        await UntilAsync(2);
        var fourth = shared.LookAsync(Log, default).AsTask();
        looks[1].SetException(LakeException.Unavailable("second"));
        Assert.Equal("second", (await Assert.ThrowsAsync<LakeException>(() => second)).Message);
        Assert.Equal("second", (await Assert.ThrowsAsync<LakeException>(() => third)).Message);
        await UntilAsync(3);
        looks[2].SetResult(Moment());
        await fourth;
    }

    [Fact]
    public async Task One_who_stops_waiting_does_not_stop_the_others()
    {
        using var stop = new CancellationTokenSource();
        var first = shared.LookAsync(Log, default).AsTask();
        var stopping = shared.LookAsync(Log, stop.Token).AsTask();
        var other = shared.LookAsync(Log, default).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopping);
        looks[0].SetResult(Moment());
        await first;
        await UntilAsync(2);
        looks[1].SetResult(Moment());
        await other;
    }

    private static LogMoment Moment() => new(null, null!, null!, []) { LookedAt = 0 };

    private Task<LogMoment> LookAsync(string log, CancellationToken cancellationToken)
    {
        var look = new TaskCompletionSource<LogMoment>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (looks)
        {
            looks.Add(look);
        }

        return look.Task;
    }

    private async Task UntilAsync(int count)
    {
        while (true)
        {
            lock (looks)
            {
                if (looks.Count >= count)
                {
                    return;
                }
            }

            await Task.Yield();
        }
    }
}
