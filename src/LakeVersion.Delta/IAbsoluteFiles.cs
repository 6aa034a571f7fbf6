using LakeVersion.Storage;

namespace LakeVersion.Delta;

/// <summary>Finds files that a log names by an absolute path: data files, deletion vectors (type <c>p</c>) and change data outside of the table's folder.</summary>
/// <remarks>Tables inside a lake have none: what lies outside is invisible to the lake's collector, and wrong in a copy.</remarks>
public interface IAbsoluteFiles
{
    /// <summary>The store and the key of a file. Nothing is read yet.</summary>
    /// <param name="path">The path with percent-encoding undone: <c>/folder/file</c> (also where the log has <c>file:///folder/file</c>)
    /// or <c>scheme://…/folder/file</c>.</param>
    /// <exception cref="LakeException">Unsupported: nobody here opens such paths. Invalid: it names no file.</exception>
    (IObjectStore Store, StoreKey Key) Find(string path);
}
