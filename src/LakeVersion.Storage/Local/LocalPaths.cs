using System.Buffers;

namespace LakeVersion.Storage.Local;

/// <summary>Where keys lie in a folder, and which keys a folder cannot hold: pure.</summary>
/// <remarks>
/// <para>Folders are named here by their keys' beginning without the closing slash: <c>""</c> is the root.</para>
/// <para>Rule 1: <see cref="StoreKey"/> lets no <c>..</c>, no absolute name and no NUL through.
/// Rule 2: the folder of unfinished files is nobody's key, in any case of its letters, as some file systems fold it.
/// Rule 3: on Windows no name may mean something else than itself (separators, drives, streams, devices, trimmed ends).</para>
/// </remarks>
internal sealed class LocalPaths(string root, bool windows)
{
    /// <summary>The name in the root under which unfinished files lie.</summary>
    public const string TemporaryName = ".lakeversion-tmp";

    private static readonly SearchValues<char> WindowsSpecial = SearchValues.Create("\\:*?\"<>|");
    private static readonly string[] WindowsDevices = ["con", "prn", "aux", "nul", "conin$", "conout$"];

    /// <summary>The root folder, absolute.</summary>
    public string Root => root;

    /// <summary>The folder of unfinished files, absolute.</summary>
    public string Temporary { get; } = Path.Join(root, TemporaryName);

    /// <summary>The absolute path of a key or folder.</summary>
    public string Of(string name) => name.Length == 0 ? root : Path.Join(root, name);

    /// <summary>The folder that names an object.</summary>
    public static string FolderOf(StoreKey key)
    {
        var slash = key.Value.LastIndexOf('/');
        return slash < 0 ? "" : key.Value[..slash];
    }

    /// <summary>A folder and all above it, the root first.</summary>
    public static IEnumerable<string> Chain(string folder)
    {
        yield return "";
        for (var slash = folder.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = folder.IndexOf('/', slash + 1))
        {
            yield return folder[..slash];
        }

        if (folder.Length > 0)
        {
            yield return folder;
        }
    }

    /// <summary>Checks a key against the rules of the type.</summary>
    /// <exception cref="LakeException">Invalid: a folder cannot hold the key.</exception>
    public StoreKey Check(StoreKey key) => Fault(key.Value) is { } fault
        ? throw LakeException.Invalid($"'{key}' cannot be stored in the folder '{root}': {fault}.")
        : key;

    /// <summary>What keeps a name (a key, or a folder with or without its closing slash) out of the folder; null for nothing.</summary>
    public string? Fault(string name)
    {
        if (name.Length == 0)
        {
            return "the key is empty";
        }

        if (IsTemporary(name))
        {
            return $"'{TemporaryName}' is kept for unfinished files";
        }

        return windows ? WindowsFault(name) : null;
    }

    /// <summary>True for the folder of unfinished files and whatever lies in it.</summary>
    public static bool IsTemporary(ReadOnlySpan<char> name) =>
        name.StartsWith(TemporaryName, StringComparison.OrdinalIgnoreCase)
        && (name.Length == TemporaryName.Length || name[TemporaryName.Length] == '/');

    private static string? WindowsFault(string name)
    {
        foreach (var range in name.AsSpan().Split('/'))
        {
            var segment = name.AsSpan(range);
            if (segment.ContainsAny(WindowsSpecial))
            {
                return $"the segment '{segment}' holds a character that means something else on Windows";
            }

            if (segment.EndsWith('.') || segment.EndsWith(' '))
            {
                return $"Windows drops the end of the segment '{segment}'";
            }

            if (IsDevice(segment))
            {
                return $"'{segment}' is a device on Windows";
            }
        }

        return null;
    }

    private static bool IsDevice(ReadOnlySpan<char> segment)
    {
        var dot = segment.IndexOf('.');
        var stem = (dot < 0 ? segment : segment[..dot]).TrimEnd(' ');
        foreach (var device in WindowsDevices)
        {
            if (stem.Equals(device, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return stem.Length == 4
            && (stem.StartsWith("com", StringComparison.OrdinalIgnoreCase) || stem.StartsWith("lpt", StringComparison.OrdinalIgnoreCase))
            && (char.IsAsciiDigit(stem[3]) || stem[3] is '\u00b9' or '\u00b2' or '\u00b3');
    }
}
