namespace LakeVersion.Storage;

/// <summary>Which names a <see cref="ListRequest"/> wants: pure, and the same for every store that walks names itself.</summary>
internal readonly struct ListWindow
{
    private readonly string prefix;
    private readonly string? startAfter;

    /// <summary>Checks a request.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit is negative.</exception>
    public ListWindow(ListRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Limit is { } limit)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(limit, nameof(request));
        }

        prefix = request.Prefix;
        startAfter = request.StartAfter;
    }

    /// <summary>The prefix up to and with its last slash: the folder where a walk begins. Empty for the root.</summary>
    public string Folder => prefix[..(prefix.LastIndexOf('/') + 1)];

    /// <summary>True where an item of this name belongs into the listing.</summary>
    public bool Admits(string name) =>
        name.StartsWith(prefix, StringComparison.Ordinal) && (startAfter is null || Utf8Order.Compare(name, startAfter) > 0);

    /// <summary>True where keys that begin with this folder (which ends in a slash) may belong into the listing.</summary>
    public bool MayAdmitBelow(string folder) =>
        (folder.StartsWith(prefix, StringComparison.Ordinal) || prefix.StartsWith(folder, StringComparison.Ordinal))
        && (startAfter is null
            || Utf8Order.Compare(folder, startAfter) > 0
            || startAfter.StartsWith(folder, StringComparison.Ordinal));
}
