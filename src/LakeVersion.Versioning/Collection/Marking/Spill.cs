using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LakeVersion.Versioning.Collection.Marking;

/// <summary>A long list in parts, each of which fits into memory where the list does not: what is beyond a buffer a part goes to a local file.</summary>
/// <remarks>One writer or one reader at a time. A part that never fills its buffer makes no file.</remarks>
internal sealed class Spill<T> : IDisposable
    where T : unmanaged
{
    private readonly TemporaryLists folder;
    private readonly string name;
    private readonly int itemsInMemory;
    private readonly List<T>?[] buffers;
    private readonly string?[] files;

    public Spill(TemporaryLists folder, string name, int parts, int bufferBytes = 64 << 10)
    {
        this.folder = folder;
        this.name = name;
        itemsInMemory = Math.Max(1, bufferBytes / Unsafe.SizeOf<T>());
        buffers = new List<T>?[parts];
        files = new string?[parts];
    }

    /// <summary>How many parts there are.</summary>
    public int Parts => buffers.Length;

    /// <summary>How many items were added in all.</summary>
    public long Count { get; private set; }

    public void Add(int part, T item)
    {
        var buffer = buffers[part] ??= [];
        buffer.Add(item);
        Count++;
        if (buffer.Count >= itemsInMemory)
        {
            Flush(part, buffer);
        }
    }

    /// <summary>The items of a part, in the order they came.</summary>
    public IEnumerable<T> Read(int part)
    {
        if (files[part] is { } path)
        {
            using var file = folder.OpenRead(path);
            var block = new byte[itemsInMemory * Unsafe.SizeOf<T>()];
            while (file.ReadAtLeast(block, block.Length, throwOnEndOfStream: false) is var length and > 0)
            {
                for (var at = 0; at < length; at += Unsafe.SizeOf<T>())
                {
                    yield return MemoryMarshal.Read<T>(block.AsSpan(at));
                }
            }
        }

        foreach (var item in buffers[part] ?? [])
        {
            yield return item;
        }
    }

    /// <summary>Lets go of a part that was read.</summary>
    public void Clear(int part)
    {
        buffers[part] = null;
        if (files[part] is { } path)
        {
            folder.Delete(path);
            files[part] = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (var part = 0; part < buffers.Length; part++)
        {
            Clear(part);
        }
    }

    private void Flush(int part, List<T> buffer)
    {
        using var file = folder.OpenAppend(files[part] ??= $"{name}-{part}");
        file.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(buffer)));
        buffer.Clear();
    }
}
