using LakeVersion.Storage;

namespace LakeVersion.Delta.Log;

/// <summary>Says where the files are that a log names.</summary>
/// <param name="folder">The table's folder.</param>
/// <param name="absolute">Who opens absolute paths; null for nobody.</param>
internal sealed class FileLocator(IObjectStore folder, IAbsoluteFiles? absolute)
{
    /// <summary>The store and key of a file.</summary>
    /// <exception cref="LakeException">Unsupported: the path is absolute, and nobody here follows it. Corrupt: it is no path.</exception>
    public (IObjectStore Store, StoreKey Key) Find(string uri) =>
        absolute is not null && FilePath.IsAbsolute(uri) ? absolute.Find(FilePath.Decode(uri)) : (folder, FilePath.Key(uri));
}
