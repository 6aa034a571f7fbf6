using LakeVersion.Storage;

namespace LakeVersion.Versioning.Collection.Marking;

/// <summary>A local folder for the lists of one collection, made when it is first needed and deleted with all in it.</summary>
internal sealed class TemporaryLists : IDisposable
{
    private readonly string folder;
    private bool isMade;

    public TemporaryLists(string? parent, IEntropy entropy) =>
        folder = Path.Combine(parent ?? Path.GetTempPath(), $"lakeversion-gc-{Id128.Create(entropy)}");

    public Stream OpenAppend(string name)
    {
        try
        {
            if (!isMade)
            {
                Directory.CreateDirectory(folder);
                isMade = true;
            }

            return new FileStream(Path.Combine(folder, name), FileMode.Append, FileAccess.Write, FileShare.Read, 1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LakeException.Unavailable($"The collector's lists cannot be written to '{folder}': {e.Message} Name a folder with room for them.", e);
        }
    }

    public Stream OpenRead(string name) => new FileStream(Path.Combine(folder, name), FileMode.Open, FileAccess.Read, FileShare.Read, 1);

    public void Delete(string name) => File.Delete(Path.Combine(folder, name));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (isMade)
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
