using LakeVersion.Storage;

namespace LakeVersion.Simulation.Engine;

/// <summary>Work beside its caller that is done at once, one thing after the other: for what is made, or looked at, outside of simulated time.</summary>
internal sealed class AtOnce : BackgroundWork
{
    public override TaskCreationOptions Answers => TaskCreationOptions.None;

    public override Task<T> RunAsync<T>(Func<Task<T>> work) => work();

    public override async Task ForEachAsync<T>(IAsyncEnumerable<T> items, int atOnce, Func<T, CancellationToken, ValueTask> work, CancellationToken cancellationToken)
    {
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            await work(item, cancellationToken);
        }
    }

    public override Task CancelAsync(CancellationTokenSource source)
    {
        source.Cancel();
        return Task.CompletedTask;
    }
}
