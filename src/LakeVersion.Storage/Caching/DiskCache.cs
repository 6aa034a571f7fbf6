using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using LakeVersion.Storage.Local;

namespace LakeVersion.Storage.Caching;

/// <summary>Bytes by place in a folder that processes may share, within a budget; the oldest go first.</summary>
/// <remarks>
/// <para>A file is <c>&lt;2 hex&gt;/&lt;digest of scope and key&gt;-&lt;offset&gt;-&lt;length&gt;</c>: the XxHash128 of its name and
/// content, then the content. It is renamed into place whole but not flushed: a crash may tear it, and the checksum finds that.</para>
/// <para>A cache must not break what works without it: a file that cannot be read, is torn or cannot be stored is a miss.</para>
/// </remarks>
internal sealed class DiskCache
{
    private const string Domain = "lakeversion.cache.v1";
    private const int ChecksumSizeBytes = 16;
    private const int LargestShare = 8;

    private readonly SystemFileLayer files = SystemFileLayer.Instance;
    private readonly LocalPaths paths;
    private readonly TemporaryFiles temporaries;
    private readonly string scope;
    private readonly long budgetBytes;
    private readonly Lock evicting = new();

    // Of this process's knowledge: null before the folder was looked through, then what it held plus what was added.
    private long? sizeBytes;

    public DiskCache(string folder, string scope, long budgetBytes, IEntropy entropy, TimeProvider time)
    {
        paths = new LocalPaths(Path.GetFullPath(folder), OperatingSystem.IsWindows());
        temporaries = new TemporaryFiles(files, paths, entropy, time);
        this.scope = scope;
        this.budgetBytes = budgetBytes;
    }

    /// <summary>The bytes of a place, or null.</summary>
    public ReadOnlyMemory<byte>? Get(CachePlace place)
    {
        var name = NameOf(place);
        try
        {
            var bytes = ReadFile(name);
            if (bytes.Length >= ChecksumSizeBytes && Checksum(name, bytes.AsSpan(ChecksumSizeBytes)) == ReadChecksum(bytes))
            {
                return bytes.AsMemory(ChecksumSizeBytes);
            }

            files.Delete(paths.Of(name));
            return null;
        }
        catch (Exception e) when (LocalFaults.IsFileFault(e))
        {
            return null;
        }
    }

    /// <summary>Keeps bytes.</summary>
    public void Add(CachePlace place, ReadOnlyMemory<byte> content)
    {
        var cost = content.Length + ChecksumSizeBytes;
        if (cost > budgetBytes / LargestShare)
        {
            return;
        }

        var name = NameOf(place);
        try
        {
            MakePrivateRoot();
            using (var file = temporaries.Create())
            {
                Span<byte> checksum = stackalloc byte[ChecksumSizeBytes];
                BinaryPrimitives.WriteUInt128BigEndian(checksum, Checksum(name, content.Span));
                file.Write(checksum);
                file.Write(content.Span);
                file.Close();
                files.MakeFolder(paths.Of(name[..2]));
                files.Replace(file.Path, paths.Of(name));
            }

            Account(cost);
        }
        catch (Exception e) when (LocalFaults.IsFileFault(e))
        {
            // A full or read-only disk makes the cache useless, not the store.
        }
    }

    /// <summary>Drops all that is kept of some objects.</summary>
    public void Remove(IReadOnlySet<StoreKey> keys)
    {
        try
        {
            foreach (var folder in keys.Select(FileStemOf).GroupBy(static stem => stem[..2], StringComparer.Ordinal))
            {
                var stems = folder.ToHashSet(StringComparer.Ordinal);
                foreach (var file in Names(folder.Key).Where(file => stems.Contains(file[..file.IndexOf('-', StringComparison.Ordinal)])))
                {
                    files.Delete(paths.Of(file));
                }
            }
        }
        catch (Exception e) when (LocalFaults.IsFileFault(e))
        {
            throw LocalFaults.Translate(e, "drop deleted objects from", "the cache", paths.Root);
        }
    }

    private void Account(long added)
    {
        lock (evicting)
        {
            sizeBytes += added;
            if (sizeBytes is null || sizeBytes > budgetBytes)
            {
                Evict();
            }
        }
    }

    // Looks at the folder itself, since other processes add to it too; leaves a tenth free, so as not to look each time.
    private void Evict()
    {
        temporaries.Sweep();
        var kept = new List<(string Name, FileStat Stat)>();
        foreach (var folder in files.Enumerate(paths.Root).Where(static name => name.IsFolder && name.Name.Length == 2))
        {
            foreach (var name in Names(folder.Name))
            {
                if (files.Stat(paths.Of(name)) is { Kind: FileKind.File } stat)
                {
                    kept.Add((name, stat));
                }
            }
        }

        var size = kept.Sum(static file => file.Stat.SizeBytes);
        if (size > budgetBytes)
        {
            var goal = budgetBytes - (budgetBytes / 10);
            foreach (var (name, stat) in kept.OrderBy(static file => file.Stat.Modified))
            {
                if (size <= goal)
                {
                    break;
                }

                files.Delete(paths.Of(name));
                size -= stat.SizeBytes;
            }
        }

        sizeBytes = size;
    }

    private IEnumerable<string> Names(string folder) => files.Stat(paths.Of(folder))?.Kind == FileKind.Folder
        ? files.Enumerate(paths.Of(folder))
            .Where(static name => name.Name.Contains('-', StringComparison.Ordinal))
            .Select(name => $"{folder}/{name.Name}")
        : [];

    private byte[] ReadFile(string name)
    {
        using var reader = files.OpenRead(paths.Of(name));
        var bytes = GC.AllocateUninitializedArray<byte>((int)Math.Min(reader.SizeBytes, Array.MaxLength));
        var done = 0;
        for (var read = -1; read != 0 && done < bytes.Length; done += read)
        {
            read = reader.Read(done, bytes.AsSpan(done));
        }

        return bytes[..done];
    }

    // What is cached may be private; the umask alone would let others read it.
    private void MakePrivateRoot()
    {
        if (OperatingSystem.IsWindows())
        {
            files.MakeFolder(paths.Root);
        }
        else
        {
            Directory.CreateDirectory(paths.Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private string NameOf(CachePlace place) =>
        string.Create(CultureInfo.InvariantCulture, $"{FileStemOf(place.Key)}-{place.Offset}-{place.Length}");

    private string FileStemOf(StoreKey key)
    {
        var digest = ContentHash.OfDomain(Domain, Encoding.UTF8.GetBytes($"{scope}\0{key}")).ToString();
        return $"{digest[..2]}/{digest}";
    }

    private static UInt128 ReadChecksum(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt128BigEndian(bytes);

    // The name is part of it, so that a file under another's name is no hit either.
    private static UInt128 Checksum(string name, ReadOnlySpan<byte> content)
    {
        var hash = new XxHash128();
        hash.Append(Encoding.UTF8.GetBytes(name));
        hash.Append(content);
        return hash.GetCurrentHashAsUInt128();
    }
}
