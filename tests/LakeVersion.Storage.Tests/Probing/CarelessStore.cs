using System.Collections.Concurrent;

namespace LakeVersion.Storage.Tests.Probing;

/// <summary>What a store does wrong.</summary>
public enum Carelessness
{
    IgnoresCondition,
    ChecksThenWrites,
    TellsAnotherWinner,
    ReplacesLater,
    SortsByLetters,
    ListsOld,
    IgnoresStart,
    IgnoresRange,
    SilentAtFirst,
    KnowsNoConditions,
}

/// <summary>A store in memory with one fault of those that servers have.</summary>
internal sealed class CarelessStore(Carelessness carelessness) : DelegatingStore(new MemoryStore())
{
    private readonly ConcurrentDictionary<StoreKey, int> creators = new();
    private readonly TaskCompletionSource bothChecked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int silences;

    public override async ValueTask<CreateOutcome> CreateAsync(
        StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        var nth = creators.AddOrUpdate(key, 1, (_, n) => n + 1);
        switch (carelessness)
        {
            case Carelessness.IgnoresCondition:
                await PutAsync(key, content, cancellationToken);
                return new CreateOutcome(CreateResult.Created);
            case Carelessness.ChecksThenWrites when nth <= 2:
                // Both have looked before either writes.
                if (nth == 2)
                {
                    bothChecked.TrySetResult();
                }

                await bothChecked.Task.WaitAsync(cancellationToken);
                await PutAsync(key, content, cancellationToken);
                return new CreateOutcome(CreateResult.Created);
            case Carelessness.TellsAnotherWinner when nth <= 2:
                await PutAsync(key, content, cancellationToken);
                return new CreateOutcome(nth == 1 ? CreateResult.Created : CreateResult.Exists);
            case Carelessness.ReplacesLater when nth > 16:
                await PutAsync(key, content, cancellationToken);
                return new CreateOutcome(CreateResult.Exists);
            case Carelessness.KnowsNoConditions:
                throw LakeException.Unsupported("501 NotImplemented");
            case Carelessness.SilentAtFirst when Interlocked.Increment(ref silences) <= 16:
                return new CreateOutcome(CreateResult.Unknown, new TimeoutException("nothing came"));
            default:
                return await base.CreateAsync(key, content, cancellationToken);
        }
    }

    public override async ValueTask<ReadOnlyMemory<byte>?> GetAsync(StoreKey key, CancellationToken cancellationToken = default)
    {
        // The first winner's content must be gone when its race is judged.
        while (carelessness == Carelessness.TellsAnotherWinner && creators.GetValueOrDefault(key) is 1)
        {
            await Task.Yield();
        }

        return await base.GetAsync(key, cancellationToken);
    }

    public override IAsyncEnumerable<ListItem> ListAsync(ListRequest request, CancellationToken cancellationToken = default) => carelessness switch
    {
        Carelessness.SortsByLetters => Inner.ListAsync(request, cancellationToken).OrderBy(item => item.Name, StringComparer.OrdinalIgnoreCase),
        Carelessness.ListsOld => AsyncEnumerable.Empty<ListItem>(),
        Carelessness.IgnoresStart => Inner.ListAsync(request with { StartAfter = null }, cancellationToken),
        _ => Inner.ListAsync(request, cancellationToken),
    };

    public override ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(
        StoreKey key, long offset, int length, CancellationToken cancellationToken = default) =>
        carelessness == Carelessness.IgnoresRange ? Inner.GetAsync(key, cancellationToken) : Inner.GetRangeAsync(key, offset, length, cancellationToken);
}
