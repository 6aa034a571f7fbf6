using LakeVersion.Storage;
using LakeVersion.Storage.Local;
using LakeVersion.Testing.Files;

namespace LakeVersion.Testing;

/// <summary>A disk in memory that knows what was flushed, and forgets the rest in a crash.</summary>
/// <remarks>
/// <para>File content is durable after its own flush, a name after a flush of its folder; neither brings the other.
/// Real file systems keep more. This is the least that they promise.</para>
/// <para>Every change is one operation, numbered from 1, so a test can cut the process off before each in turn:
/// <see cref="StopAfter"/>, run until <see cref="CrashedException"/>, then <see cref="Crash()"/> and look.</para>
/// </remarks>
public sealed class RecordingFileLayer : IFileLayer
{
    private readonly Lock sync = new();
    private readonly VolatileFolder top;
    private readonly List<string> operations = [];
    private int? stopAfter;

    /// <summary>An empty disk.</summary>
    public RecordingFileLayer()
        : this(new VolatileFolder())
    {
    }

    private RecordingFileLayer(VolatileFolder top) => this.top = top;

    /// <summary>The changes and flushes so far, such as <c>flush-folder /lake/refs</c>.</summary>
    public IReadOnlyList<string> Operations
    {
        get
        {
            lock (sync)
            {
                return [.. operations];
            }
        }
    }

    /// <summary>Asked before every change and flush, with its line of <see cref="Operations"/>; what it returns is thrown.</summary>
    public Func<string, Exception?>? FaultBefore { get; set; }

    /// <summary>As <see cref="FaultBefore"/>, after the change took effect.</summary>
    public Func<string, Exception?>? FaultAfter { get; set; }

    /// <summary>Lets so many more operations happen; the next, and all calls after it, throw <see cref="CrashedException"/>.</summary>
    public void StopAfter(int count)
    {
        lock (sync)
        {
            stopAfter = operations.Count + count;
        }
    }

    /// <summary>A store on this disk. Several stores on one disk stand for several processes.</summary>
    public LocalFolderStore OpenStore(TimeProvider? timeProvider = null, IEntropy? entropy = null, string root = "/lake") =>
        new(root, new LocalFolderOptions
        {
            Files = this,
            TimeProvider = timeProvider ?? TimeProvider.System,
            Entropy = entropy ?? SystemEntropy.Instance,
        });

    /// <summary>The disk after a crash of the machine that kept nothing but what was flushed.</summary>
    public RecordingFileLayer Crash() => CrashWith(null);

    /// <summary>The disk after a crash that also kept some of what was not flushed, decided by the seed.</summary>
    public RecordingFileLayer Crash(int seed) => CrashWith(new Random(seed));

    /// <inheritdoc/>
    FileStat? IFileLayer.Stat(string path) => Look(() => Find(path) switch
    {
        VolatileFolder => new FileStat(FileKind.Folder, 0, default),
        VolatileFile file => new FileStat(FileKind.File, file.Seen.Length, file.Modified, file.Number),
        _ => (FileStat?)null,
    });

    /// <summary>The names, in an order that no caller should take for sorted.</summary>
    IEnumerable<FileName> IFileLayer.Enumerate(string folder) => Look(() => FolderAt(folder).Seen
        .OrderByDescending(static name => name.Key, StringComparer.Ordinal)
        .Select(static name => new FileName(name.Key, name.Value is VolatileFolder))
        .ToList());

    /// <inheritdoc/>
    IFileReader IFileLayer.OpenRead(string path) => Look(() => new Reader(FileAt(path)));

    /// <inheritdoc/>
    IFileWriter IFileLayer.CreateFile(string path) => Change($"create-file {path}", () =>
    {
        var file = new VolatileFile();
        if (!ParentOf(path).Seen.TryAdd(NameOf(path), file))
        {
            throw new IOException($"The file exists: '{path}'");
        }

        return new Writer(this, path, file);
    });

    /// <inheritdoc/>
    bool IFileLayer.TryName(string temporary, string path) => Change($"name {path}", () =>
    {
        var file = FileAt(temporary);
        return ParentOf(path).Seen.TryAdd(NameOf(path), file);
    });

    /// <inheritdoc/>
    void IFileLayer.Replace(string temporary, string path) => Change($"replace {path}", () =>
    {
        var file = FileAt(temporary);
        var names = ParentOf(path).Seen;
        if (names.GetValueOrDefault(NameOf(path)) is VolatileFolder)
        {
            throw new IOException($"Is a folder: '{path}'");
        }

        names[NameOf(path)] = file;
        return ParentOf(temporary).Seen.Remove(NameOf(temporary));
    });

    /// <inheritdoc/>
    void IFileLayer.Delete(string path) => Change($"delete {path}", () =>
        Find(path) is VolatileFile && ParentOf(path).Seen.Remove(NameOf(path)));

    /// <inheritdoc/>
    void IFileLayer.MakeFolder(string folder) => Change($"make-folder {folder}", () =>
    {
        var at = top;
        foreach (var name in Segments(folder))
        {
            if (!at.Seen.TryGetValue(name, out var next))
            {
                at.Seen[name] = next = new VolatileFolder();
            }

            at = next as VolatileFolder ?? throw new IOException($"Not a folder: '{folder}'");
        }

        return true;
    });

    /// <inheritdoc/>
    void IFileLayer.FlushFolder(string folder) => Change($"flush-folder {folder}", () =>
    {
        FolderAt(folder).Flush();
        return true;
    });

    private RecordingFileLayer CrashWith(Random? chance)
    {
        lock (sync)
        {
            return new RecordingFileLayer(top.AfterCrash(chance, []));
        }
    }

    private T Look<T>(Func<T> look)
    {
        lock (sync)
        {
            if (operations.Count > stopAfter)
            {
                throw new CrashedException(operations[^1]);
            }

            return look();
        }
    }

    private T Change<T>(string operation, Func<T> change)
    {
        lock (sync)
        {
            operations.Add(operation);
            if (operations.Count > stopAfter)
            {
                throw new CrashedException(operation);
            }

            if (FaultBefore?.Invoke(operation) is { } before)
            {
                throw before;
            }

            var result = change();
            return FaultAfter?.Invoke(operation) is { } after ? throw after : result;
        }
    }

    private object? Find(string path)
    {
        object? at = top;
        foreach (var name in Segments(path))
        {
            at = (at as VolatileFolder)?.Seen.GetValueOrDefault(name);
        }

        return at;
    }

    private VolatileFile FileAt(string path) => Find(path) as VolatileFile ?? throw new FileNotFoundException($"No file: '{path}'");

    private VolatileFolder FolderAt(string path) =>
        Find(path) as VolatileFolder ?? throw new DirectoryNotFoundException($"No folder: '{path}'");

    private VolatileFolder ParentOf(string path) => FolderAt(path[..path.TrimEnd('/').LastIndexOfAny(['/', '\\'])]);

    private static string NameOf(string path) => Segments(path)[^1];

    private static string[] Segments(string path) => path.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries);

    private sealed class Reader(VolatileFile file) : IFileReader
    {
        private readonly byte[] content = file.Seen;

        public long SizeBytes => content.Length;

        public FileStat Stat() => new(FileKind.File, content.Length, file.Modified, file.Number);

        public int Read(long offset, Span<byte> destination)
        {
            var rest = content.AsSpan((int)Math.Min(offset, content.Length));
            var count = Math.Min(rest.Length, destination.Length);
            rest[..count].CopyTo(destination);
            return count;
        }

        public void Dispose()
        {
        }
    }

    private sealed class Writer(RecordingFileLayer layer, string path, VolatileFile file) : IFileWriter
    {
        public void Write(ReadOnlySpan<byte> bytes)
        {
            var added = bytes.ToArray();
            layer.Change($"write {path}", () => file.Seen = [.. file.Seen, .. added]);
        }

        public void Finish(DateTimeOffset modified) => layer.Change($"flush-file {path}", () =>
        {
            file.Modified = modified;
            return file.Flushed = file.Seen;
        });

        public void Dispose()
        {
        }
    }
}
