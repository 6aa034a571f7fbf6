using LakeVersion.Storage.Local;

namespace LakeVersion.Storage.Tests;

/// <summary>A disk whose naming call lets everybody win, or that has no such call.</summary>
internal sealed class CarelessFileLayer(IFileLayer inner, bool winnersAll) : IFileLayer
{
    public FileStat? Stat(string path) => inner.Stat(path);

    public IEnumerable<FileName> Enumerate(string folder) => inner.Enumerate(folder);

    public IFileReader OpenRead(string path) => inner.OpenRead(path);

    public IFileWriter CreateFile(string path) => inner.CreateFile(path);

    public bool TryName(string temporary, string path) => winnersAll ? true : throw new NotSupportedException("no links here");

    public void Replace(string temporary, string path) => inner.Replace(temporary, path);

    public void Delete(string path) => inner.Delete(path);

    public void MakeFolder(string folder) => inner.MakeFolder(folder);

    public void FlushFolder(string folder) => inner.FlushFolder(folder);
}
