namespace LakeVersion.Testing;

/// <summary>A folder of the real disk for one test, deleted with everything in it afterwards.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>The folder's absolute path; it exists.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("lakeversion-").FullName;

    /// <summary>The absolute path of a name in the folder.</summary>
    public string Of(string name) => System.IO.Path.Join(Path, name);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
