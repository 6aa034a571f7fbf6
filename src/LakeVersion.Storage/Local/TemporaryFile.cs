namespace LakeVersion.Storage.Local;

/// <summary>One unfinished file: written, finished, then named by its owner. Disposing deletes the temporary name.</summary>
internal sealed class TemporaryFile(IFileLayer layer, string path, IFileWriter writer, TimeProvider time) : IDisposable
{
    private bool closed;

    /// <summary>The temporary path.</summary>
    public string Path => path;

    /// <summary>Appends bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes) => writer.Write(bytes);

    /// <summary>Makes the content durable and closes the file; only then may it be named.</summary>
    public void Finish()
    {
        writer.Finish(time.GetUtcNow());
        Close();
    }

    /// <summary>Closes the file without making it durable, for files that are only raced.</summary>
    public void Close()
    {
        closed = true;
        writer.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!closed)
        {
            Close();
        }

        DeleteQuietly(layer, path);
    }

    /// <summary>Deletes a file in the temporary folder if that works; a leftover does no harm and is swept later.</summary>
    public static void DeleteQuietly(IFileLayer layer, string path)
    {
        try
        {
            layer.Delete(path);
        }
        catch (Exception e) when (LocalFaults.IsFileFault(e))
        {
            // The outcome of the write itself must not depend on tidying up.
        }
    }
}
