namespace LakeVersion.Storage;

/// <summary>One line of a listing: an object, or a folder (many keys with a common beginning).</summary>
/// <param name="Name">The key of an object, or a folder's common beginning with its closing <c>/</c>.</param>
/// <param name="Info">Size and time of an object; null for a folder.</param>
public readonly record struct ListItem(string Name, ObjectInfo? Info)
{
    /// <summary>True where this line stands for a folder.</summary>
    public bool IsFolder => Info is null;
}
