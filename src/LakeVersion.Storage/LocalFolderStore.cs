using LakeVersion.Storage.Local;

namespace LakeVersion.Storage;

/// <summary>A folder of a local disk as a store; the embedded default.</summary>
/// <remarks>
/// <para>Content is written to a complete, flushed file under <c>.lakeversion-tmp/</c>, then named by one atomic call
/// of the operating system (link(2); where there are no links renameat2 or renamex_np without replacing; MoveFileEx on
/// Windows), and the folder of the name is flushed before the call returns. The first create races threads for a name,
/// and refuses a file system that lets several win.</para>
/// <para>A key may not be both an object and a folder of others here: such a put is Invalid. Links below the root are
/// refused, wherever they lead. Names that are no <see cref="StoreKey"/> are invisible. Folders stay when their last
/// object is deleted, and nobody else may remove them while a lake is in use.</para>
/// <para>A file's tag is made of its length, its time of modification (in steps of 100 ns, or what the file system keeps) and,
/// on Linux, its file number: a replaced file is another even with length and time set as before. A file overwritten in place
/// within one tick of the file system's clock (milliseconds), or with its time set back, is not told from the one before;
/// a file copied or restored elsewhere and back is another.</para>
/// <para>A create whose folder could not be flushed is <see cref="CreateResult.Unknown"/>: others see the object, but
/// a crash may take it until <see cref="SettleAsync"/> succeeds. A plain put fails then, and may be visible.</para>
/// </remarks>
public sealed class LocalFolderStore : IObjectStore
{
    private readonly LocalPaths paths;
    private readonly LocalFolders folders;
    private readonly LocalReader reader;
    private readonly LocalWriter writer;
    private readonly LocalListing listing;
    private readonly TemporaryFiles temporaries;
    private readonly LocalFolderOptions options;
    private readonly Lock probing = new();
    private Task? probe;

    /// <summary>Opens a folder, which need not exist yet. Nothing is read or written.</summary>
    /// <param name="rootPath">The folder; a relative path is taken from the current directory, now.</param>
    /// <param name="options">Clock and entropy; null for the system's.</param>
    public LocalFolderStore(string rootPath, LocalFolderOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(rootPath);
        this.options = options ?? new LocalFolderOptions();
        var files = this.options.Files;
        paths = new LocalPaths(Path.TrimEndingDirectorySeparator(Path.GetFullPath(rootPath)), OperatingSystem.IsWindows());
        folders = new LocalFolders(files, paths);
        temporaries = new TemporaryFiles(files, paths, this.options.Entropy, this.options.TimeProvider);
        reader = new LocalReader(files, paths, folders);
        writer = new LocalWriter(files, paths, folders, temporaries);
        listing = new LocalListing(files, paths, folders);
    }

    /// <summary>The folder's absolute path.</summary>
    public string Name => paths.Root;

    /// <summary>How many names this store asked the file system for while listing; what a listing costs here.</summary>
    public long NamesEnumerated => listing.NamesEnumerated;

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>?> GetAsync(StoreKey key, CancellationToken cancellationToken = default)
    {
        paths.Check(key);
        return await Task.Run(() => reader.Read(key, 0, null, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(
        StoreKey key, long offset, int length, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        paths.Check(key);
        return await Task.Run(() => reader.Read(key, offset, length, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<VersionedRange> GetRangeAsync(
        StoreKey key, ObjectVersion version, long offset, int length, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        paths.Check(key);
        return await Task.Run(() => reader.Read(key, version, offset, length, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<ObjectInfo?> StatAsync(StoreKey key, CancellationToken cancellationToken = default)
    {
        paths.Check(key);
        return await Task.Run(() => reader.Describe(key), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        paths.Check(key);
        await Task.Run(() => writer.Put(key, content, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<long> PutAsync(StoreKey key, Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        paths.Check(key);
        return await Task.Run(() => writer.PutAsync(key, content, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<CreateOutcome> CreateAsync(
        StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        paths.Check(key);
        cancellationToken.ThrowIfCancellationRequested();
        await ProbeOnceAsync().ConfigureAwait(false);
        return await Task.Run(() => writer.Create(key, content, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask SettleAsync(StoreKey key, CancellationToken cancellationToken = default)
    {
        paths.Check(key);
        await Task.Run(() => Settle(key), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ListItem> ListAsync(ListRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return listing.ListAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(IReadOnlyCollection<StoreKey> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        foreach (var key in keys)
        {
            paths.Check(key);
        }

        await Task.Run(() => Delete(keys, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken = default) =>
        new(options.TimeProvider.GetUtcNow());

    private void Delete(IReadOnlyCollection<StoreKey> keys, CancellationToken cancellationToken)
    {
        foreach (var key in keys)
        {
            cancellationToken.ThrowIfCancellationRequested();
            reader.Delete(key);
        }
    }

    private void Settle(StoreKey key)
    {
        try
        {
            folders.Settle(key);
        }
        catch (Exception e) when (LocalFaults.IsMissing(e))
        {
            // What vanished meanwhile is not visible, so there is nothing to keep.
            folders.Forget();
        }
        catch (Exception e) when (LocalFaults.IsFileFault(e))
        {
            throw LocalFaults.Translate(e, "flush the folder of", key.Value, paths.Root);
        }
    }

    // Once for all callers; a probe that failed is tried again by the next create.
    private Task ProbeOnceAsync()
    {
        lock (probing)
        {
            if (probe is null or { IsFaulted: true } or { IsCanceled: true })
            {
                probe = Task.Run(ProbeAsync);
            }

            return probe;
        }
    }

    private async Task ProbeAsync()
    {
        try
        {
            await AtomicCreateProbe.RunAsync(options.Files, paths, temporaries).ConfigureAwait(false);
        }
        catch (Exception e) when (LocalFaults.IsFileFault(e))
        {
            throw LocalFaults.Translate(e, "try atomic creation in", LocalPaths.TemporaryName, paths.Root);
        }
    }
}
