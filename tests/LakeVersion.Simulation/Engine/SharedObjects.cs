using LakeVersion.Storage;

namespace LakeVersion.Simulation.Engine;

/// <summary>What really stands in the store. Who watches is told of every change, before anybody else is.</summary>
internal sealed class SharedObjects(TimeProvider time)
{
    public MemoryStore Memory { get; } = new(time, "simulated");

    /// <summary>Told of an object that was not there before.</summary>
    public Action<StoreKey, ReadOnlyMemory<byte>>? Landed { get; set; }

    /// <summary>Told of what is gone.</summary>
    public Action<IReadOnlyCollection<StoreKey>>? Deleted { get; set; }

    /// <summary>What was lost by no fault of the lake's.</summary>
    public HashSet<StoreKey> Lost { get; } = [];

    public bool Has(StoreKey key) => Now(Memory.StatAsync(key)) is not null;

    public ReadOnlyMemory<byte>? Get(StoreKey key) => Now(Memory.GetAsync(key));

    public bool Create(StoreKey key, ReadOnlyMemory<byte> content)
    {
        if (Now(Memory.CreateAsync(key, content)).Result != CreateResult.Created)
        {
            return false;
        }

        Landed?.Invoke(key, content);
        return true;
    }

    public void Put(StoreKey key, ReadOnlyMemory<byte> content)
    {
        if (!Create(key, content))
        {
            Now(DoneAsync(Memory.PutAsync(key, content)));
        }
    }

    public List<ListItem> List(ListRequest request) => Now(ListAsync(request));

    public void Delete(IReadOnlyCollection<StoreKey> keys)
    {
        Now(DoneAsync(Memory.DeleteAsync(keys)));
        Deleted?.Invoke(keys);
    }

    /// <summary>Loses an object, as a broken disk does: nobody is told.</summary>
    public void Lose(StoreKey key)
    {
        Lost.Add(key);
        Now(DoneAsync(Memory.DeleteAsync([key])));
    }

    /// <summary>The result of what the memory answers at once.</summary>
    public static T Now<T>(ValueTask<T> task) => task.IsCompleted ? task.Result : throw new InvalidOperationException("The memory did not answer at once.");

    private static async ValueTask<bool> DoneAsync(ValueTask task)
    {
        await task;
        return true;
    }

    private async ValueTask<List<ListItem>> ListAsync(ListRequest request) => await Memory.ListAsync(request).ToListAsync();
}
