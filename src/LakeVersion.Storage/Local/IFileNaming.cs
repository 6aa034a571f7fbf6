namespace LakeVersion.Storage.Local;

/// <summary>The calls that .NET lacks: naming a file atomically, and flushing a folder.</summary>
internal interface IFileNaming
{
    /// <inheritdoc cref="IFileLayer.TryName"/>
    bool TryName(string temporary, string path);

    /// <inheritdoc cref="IFileLayer.Replace"/>
    void Replace(string temporary, string path);

    /// <inheritdoc cref="IFileLayer.FlushFolder"/>
    void FlushFolder(string folder);
}
