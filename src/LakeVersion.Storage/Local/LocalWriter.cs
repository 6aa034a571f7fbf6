using System.Buffers;

namespace LakeVersion.Storage.Local;

/// <summary>Stores objects: a complete and flushed temporary file first, then its name, then the flush of the folder.</summary>
/// <remarks>
/// <para>1. The folders exist and are durable. 2. The content is complete and flushed under a temporary name. 3. One call
/// gives the name: create-only or replacing. 4. The folder is flushed. Only then is the object acknowledged.</para>
/// <para>A failure before 3 leaves nothing visible; from 3 on the outcome of a create is at worst unknown, and cancellation
/// is no longer looked at.</para>
/// </remarks>
internal sealed class LocalWriter(IFileLayer layer, LocalPaths paths, LocalFolders folders, TemporaryFiles temporaries)
{
    private const int BufferSizeBytes = 1 << 20;

    /// <summary>Stores an object where none has the key.</summary>
    public CreateOutcome Create(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        try
        {
            folders.Prepare(key);
            using var file = Write(content);
            cancellationToken.ThrowIfCancellationRequested();
            if (!TryName(file.Path, key))
            {
                RefuseOccupied(key);
                return new CreateOutcome(CreateResult.Exists);
            }

            return Acknowledge(key);
        }
        catch (UnclearFileException e)
        {
            return new CreateOutcome(CreateResult.Unknown, LocalFaults.Translate(e, "create", key.Value, paths.Root));
        }
        catch (Exception e) when (LocalFaults.IsFileFault(e))
        {
            throw LocalFaults.Translate(e, "create", key.Value, paths.Root);
        }
    }

    /// <summary>Stores an object in place of any other.</summary>
    public void Put(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        try
        {
            RefuseOccupied(key);
            folders.Prepare(key);
            using var file = Write(content);
            cancellationToken.ThrowIfCancellationRequested();
            Replace(file.Path, key);
        }
        catch (Exception e) when (LocalFaults.IsFileFault(e))
        {
            throw LocalFaults.Translate(e, "store", key.Value, paths.Root);
        }
    }

    /// <summary>Stores an object from a stream in place of any other; returns its size in bytes.</summary>
    public async Task<long> PutAsync(StoreKey key, Stream content, CancellationToken cancellationToken)
    {
        using var file = Guard(key, () =>
        {
            RefuseOccupied(key);
            folders.Prepare(key);
            return temporaries.Create();
        });
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSizeBytes);
        try
        {
            var size = 0L;
            while (true)
            {
                // Outside the guard: a failing source is the caller's failure, not this store's.
                var read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    break;
                }

                size += read;
                Guard(key, () => file.Write(buffer.AsSpan(0, read)));
            }

            cancellationToken.ThrowIfCancellationRequested();
            Guard(key, () =>
            {
                file.Finish();
                Replace(file.Path, key);
            });
            return size;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private TemporaryFile Write(ReadOnlyMemory<byte> content)
    {
        var file = temporaries.Create();
        try
        {
            file.Write(content.Span);
            file.Finish();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private CreateOutcome Acknowledge(StoreKey key)
    {
        try
        {
            folders.FlushFolderOf(key);
            return new CreateOutcome(CreateResult.Created);
        }
        catch (Exception e) when (LocalFaults.IsFileFault(e))
        {
            // Others can see the object, but a crash may still take it: neither created nor failed.
            return new CreateOutcome(CreateResult.Unknown, LocalFaults.Translate(e, "flush the folder of", key.Value, paths.Root));
        }
    }

    private bool TryName(string temporary, StoreKey key)
    {
        try
        {
            return layer.TryName(temporary, paths.Of(key.Value));
        }
        catch (Exception e) when (LocalFaults.IsMissing(e))
        {
            // Somebody removed the folder since this process made it.
            folders.Forget();
            folders.Prepare(key);
            return layer.TryName(temporary, paths.Of(key.Value));
        }
    }

    private void Replace(string temporary, StoreKey key)
    {
        try
        {
            layer.Replace(temporary, paths.Of(key.Value));
        }
        catch (Exception e) when (LocalFaults.IsMissing(e))
        {
            folders.Forget();
            folders.Prepare(key);
            layer.Replace(temporary, paths.Of(key.Value));
        }

        folders.FlushFolderOf(key);
    }

    // link(2) answers "exists" for folders and links too, and rename(2) would silently replace a link.
    private void RefuseOccupied(StoreKey key)
    {
        switch (layer.Stat(paths.Of(key.Value))?.Kind)
        {
            case FileKind.Folder:
                throw LocalFaults.FolderInTheWay(key.Value, paths.Root);
            case FileKind.Link:
                throw LocalFaults.Link(key.Value, paths.Root);
        }
    }

    private void Guard(StoreKey key, Action work) => Guard(key, () =>
    {
        work();
        return true;
    });

    private T Guard<T>(StoreKey key, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (LocalFaults.IsFileFault(e))
        {
            throw LocalFaults.Translate(e, "store", key.Value, paths.Root);
        }
    }
}
