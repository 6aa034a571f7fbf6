using LakeVersion.Storage;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Versioning.Tests.Erasing;

/// <summary>A store at which something else is done before certain writes, one thing each.</summary>
/// <param name="inner">The store.</param>
/// <param name="where">Which writes.</param>
/// <param name="acts">What is done before the first, the second and so on.</param>
internal sealed class StoppedStore(IObjectStore inner, Func<string, ReadOnlyMemory<byte>, bool> where, params Func<Task>[] acts) : DelegatingStore(inner)
{
    private readonly Queue<Func<Task>> left = new(acts);

    /// <summary>True once all was done.</summary>
    public bool IsDone => left.Count == 0;

    /// <summary>Stops before the first entry of the log of erasures.</summary>
    public static StoppedStore AtOrder(IObjectStore inner, Func<Task> act) => new(inner, static (key, _) => key.StartsWith(RefName.Erasures.Log, StringComparison.Ordinal), act);

    public override async ValueTask PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        await BeforeAsync(key, content);
        await base.PutAsync(key, content, cancellationToken);
    }

    public override async ValueTask<CreateOutcome> CreateAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        await BeforeAsync(key, content);
        return await base.CreateAsync(key, content, cancellationToken);
    }

    private async Task BeforeAsync(StoreKey key, ReadOnlyMemory<byte> content)
    {
        Func<Task>? act = null;
        lock (left)
        {
            if (where(key.Value, content))
            {
                left.TryDequeue(out act);
            }
        }

        if (act is not null)
        {
            await act();
        }
    }
}
