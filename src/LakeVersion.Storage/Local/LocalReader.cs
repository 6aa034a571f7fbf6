namespace LakeVersion.Storage.Local;

/// <summary>Reads, describes and deletes objects.</summary>
internal sealed class LocalReader(IFileLayer layer, LocalPaths paths, LocalFolders folders)
{
    /// <summary>Reads a range, or the rest of the object where <paramref name="length"/> is null; null where there is none.</summary>
    public ReadOnlyMemory<byte>? Read(StoreKey key, long offset, int? length, CancellationToken cancellationToken)
    {
        try
        {
            if (Stat(key) is null)
            {
                return null;
            }

            using var reader = layer.OpenRead(paths.Of(key.Value));
            return Read(reader, key, offset, length, cancellationToken);
        }
        catch (Exception e) when (LocalFaults.IsMissing(e))
        {
            return null;
        }
        catch (Exception e) when (LocalFaults.IsFileFault(e))
        {
            throw LocalFaults.Translate(e, "read", key.Value, paths.Root);
        }
    }

    /// <summary>Reads a range of one version of an object.</summary>
    /// <remarks>An open file stays the same file; its state is compared before and after, so a write meanwhile shows.</remarks>
    public VersionedRange Read(StoreKey key, ObjectVersion version, long offset, int length, CancellationToken cancellationToken)
    {
        try
        {
            if (Stat(key) is null)
            {
                return new VersionedRange(VersionedResult.Missing, default);
            }

            using var reader = layer.OpenRead(paths.Of(key.Value));
            if (reader.Stat().Version != version)
            {
                return new VersionedRange(VersionedResult.Changed, default);
            }

            var content = Read(reader, key, offset, length, cancellationToken);
            return reader.Stat().Version == version
                ? new VersionedRange(VersionedResult.Same, content)
                : new VersionedRange(VersionedResult.Changed, default);
        }
        catch (Exception e) when (LocalFaults.IsMissing(e))
        {
            return new VersionedRange(VersionedResult.Missing, default);
        }
        catch (Exception e) when (LocalFaults.IsFileFault(e))
        {
            throw LocalFaults.Translate(e, "read", key.Value, paths.Root);
        }
    }

    /// <summary>Size, time and version of an object, or null.</summary>
    public ObjectInfo? Describe(StoreKey key)
    {
        try
        {
            return Stat(key);
        }
        catch (Exception e) when (LocalFaults.IsFileFault(e))
        {
            throw LocalFaults.Translate(e, "look up", key.Value, paths.Root);
        }
    }

    /// <summary>Deletes an object if there is one.</summary>
    public void Delete(StoreKey key)
    {
        try
        {
            if (Stat(key) is not null)
            {
                layer.Delete(paths.Of(key.Value));
            }
        }
        catch (Exception e) when (LocalFaults.IsFileFault(e))
        {
            throw LocalFaults.Translate(e, "delete", key.Value, paths.Root);
        }
    }

    // A folder is no object, so it reads as none; a link is refused.
    private ObjectInfo? Stat(StoreKey key)
    {
        if (!folders.Reach(LocalPaths.FolderOf(key)))
        {
            return null;
        }

        return layer.Stat(paths.Of(key.Value)) switch
        {
            { Kind: FileKind.File } file => file.Info,
            { Kind: FileKind.Link } => throw LocalFaults.Link(key.Value, paths.Root),
            _ => null,
        };
    }

    private ReadOnlyMemory<byte> Read(IFileReader reader, StoreKey key, long offset, int? length, CancellationToken cancellationToken)
    {
        const int Step = 16 << 20;
        var rest = Math.Max(0, reader.SizeBytes - offset);
        var wanted = length is { } most ? Math.Min(most, rest) : rest;
        if (wanted > Array.MaxLength)
        {
            throw LakeException.Unsupported(
                $"'{key}' in '{paths.Root}' is {rest} bytes long, too long to be read at once. Read ranges of it.");
        }

        var bytes = GC.AllocateUninitializedArray<byte>((int)wanted);
        var done = 0;
        while (done < bytes.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = reader.Read(offset + done, bytes.AsSpan(done, Math.Min(Step, bytes.Length - done)));
            if (read == 0)
            {
                break;
            }

            done += read;
        }

        return bytes.AsMemory(0, done);
    }
}
