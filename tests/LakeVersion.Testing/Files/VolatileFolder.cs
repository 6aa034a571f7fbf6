namespace LakeVersion.Testing.Files;

/// <summary>A folder's names as the process sees them, and as the disk has them. A name leads to a file or a folder.</summary>
internal sealed class VolatileFolder
{
    /// <summary>What readers see.</summary>
    public Dictionary<string, object> Seen { get; private init; } = new(StringComparer.Ordinal);

    /// <summary>What a crash leaves for certain.</summary>
    public Dictionary<string, object> Flushed { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>Makes the names durable, not what they lead to.</summary>
    public void Flush() => Flushed = new(Seen, StringComparer.Ordinal);

    /// <summary>The folder and all below it after a crash.</summary>
    /// <remarks>With chance, each change of a name that was not flushed may survive by itself.</remarks>
    /// <param name="chance">Decides what of the unflushed survives; null lets nothing survive.</param>
    /// <param name="files">Files met already: two names of one file lead to one file afterwards too.</param>
    public VolatileFolder AfterCrash(Random? chance, Dictionary<VolatileFile, VolatileFile> files)
    {
        var after = new VolatileFolder();
        foreach (var name in Seen.Keys.Union(Flushed.Keys).Order(StringComparer.Ordinal))
        {
            var unflushed = Seen.GetValueOrDefault(name) != Flushed.GetValueOrDefault(name);
            var survives = unflushed && chance?.Next(2) == 1;
            switch ((survives ? Seen : Flushed).GetValueOrDefault(name))
            {
                case VolatileFolder folder:
                    after.Seen[name] = folder.AfterCrash(chance, files);
                    break;
                case VolatileFile file:
                    if (!files.TryGetValue(file, out var left))
                    {
                        files[file] = left = file.AfterCrash(chance);
                    }

                    after.Seen[name] = left;
                    break;
            }
        }

        after.Flush();
        return after;
    }
}
