namespace LakeVersion.Storage.Local;

/// <summary>The few things that <see cref="LocalFolderStore"/> asks of an operating system's files.</summary>
/// <remarks>
/// <para>Paths are absolute. A missing file or folder is <see cref="FileNotFoundException"/> or
/// <see cref="DirectoryNotFoundException"/>, a lack of rights <see cref="UnauthorizedAccessException"/>, all else
/// <see cref="IOException"/>. Nothing is durable before its flush: content by <see cref="IFileWriter.Finish"/>,
/// names by <see cref="FlushFolder"/>.</para>
/// <para>The second implementation, in tests, forgets what was not flushed.</para>
/// </remarks>
internal interface IFileLayer
{
    /// <summary>What stands at a path, without following a link at its end; null where nothing does.</summary>
    FileStat? Stat(string path);

    /// <summary>The names in a folder, in any order, read as the caller asks for them.</summary>
    IEnumerable<FileName> Enumerate(string folder);

    /// <summary>Opens a file for reading; later replacement or deletion of its name does not disturb the reader.</summary>
    IFileReader OpenRead(string path);

    /// <summary>Creates a file that nobody else writes, under a name that was free.</summary>
    IFileWriter CreateFile(string path);

    /// <summary>Gives a finished file a name if that name is free: atomically, with one winner among all processes.</summary>
    /// <remarks>The temporary name may remain afterwards and is the caller's to delete.</remarks>
    /// <returns>False where the name was taken.</returns>
    /// <exception cref="UnclearFileException">The name may or may not have been given.</exception>
    /// <exception cref="NotSupportedException">The file system has no atomic create.</exception>
    bool TryName(string temporary, string path);

    /// <summary>Gives a finished file a name in place of whatever file had it, atomically; the temporary name goes.</summary>
    void Replace(string temporary, string path);

    /// <summary>Deletes a file; a missing one is no error.</summary>
    void Delete(string path);

    /// <summary>Makes a folder and those above it; one that exists is no error.</summary>
    void MakeFolder(string folder);

    /// <summary>Makes the names in a folder survive a crash.</summary>
    void FlushFolder(string folder);
}

/// <summary>A file open for reading.</summary>
internal interface IFileReader : IDisposable
{
    /// <summary>The length in bytes.</summary>
    long SizeBytes { get; }

    /// <summary>The open file as it stands now, whatever has its name by now.</summary>
    FileStat Stat();

    /// <summary>Reads some bytes; zero only at the end.</summary>
    int Read(long offset, Span<byte> destination);
}

/// <summary>A new file open for writing.</summary>
internal interface IFileWriter : IDisposable
{
    /// <summary>Appends bytes.</summary>
    void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Stamps the file with a time and makes its content survive a crash.</summary>
    void Finish(DateTimeOffset modified);
}
