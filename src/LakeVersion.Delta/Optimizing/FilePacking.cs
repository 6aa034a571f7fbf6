using LakeVersion.Delta.Actions;

namespace LakeVersion.Delta.Optimizing;

/// <summary>Decides which files are joined to which. Pure.</summary>
/// <remarks>
/// 1. A file needs it where it is small, or where many of its rows are deleted. 2. Files of different partitions are never joined.
/// 3. Neighbours in reading order are joined as long as what is left of them stays below the target, so that their rows keep their
/// order; files between them that do not need it are passed over. 4. One file alone is written anew only for its deleted rows.
/// </remarks>
/// <param name="targetSizeBytes">The size that files are brought to.</param>
/// <param name="options">What counts as small, and as many.</param>
internal sealed class FilePacking(long targetSizeBytes, OptimizeOptions options)
{
    /// <summary>The groups, in reading order of their first files; none where nothing needs it.</summary>
    /// <param name="files">Files in reading order.</param>
    public IReadOnlyList<FileGroup> Groups(IEnumerable<AddFile> files)
    {
        var groups = new List<FileGroup>();
        foreach (var partition in Partitions(files))
        {
            groups.AddRange(Join(partition.Where(Needs))); // 1, 2
        }

        return groups;
    }

    /// <summary>Files by partition, in reading order.</summary>
    public static IEnumerable<IReadOnlyList<AddFile>> Partitions(IEnumerable<AddFile> files) =>
        files.GroupBy(file => PartitionKey(file.PartitionValues), StringComparer.Ordinal).Select(partition => (IReadOnlyList<AddFile>)[.. partition]);

    /// <summary>True where more of the file's rows are deleted than the options allow.</summary>
    public bool HasManyDeleted(AddFile file) => DeletedShare(file) > options.MaxDeletedShare;

    // 3, 4
    private IEnumerable<FileGroup> Join(IEnumerable<AddFile> files)
    {
        var (open, size) = (new List<AddFile>(), 0L);
        foreach (var file in files)
        {
            var left = SizeLeft(file);
            if (open.Count > 0 && left > targetSizeBytes - size)
            {
                if (IsWorth(open))
                {
                    yield return new FileGroup([.. open]);
                }

                open.Clear();
                size = 0;
            }

            open.Add(file);
            size += left;
        }

        if (IsWorth(open))
        {
            yield return new FileGroup(open);
        }
    }

    private bool IsWorth(List<AddFile> open) => open.Count > 1 || (open.Count == 1 && HasManyDeleted(open[0]));

    private bool Needs(AddFile file) => SizeLeft(file) < options.SmallShare * targetSizeBytes || HasManyDeleted(file);

    private static long SizeLeft(AddFile file) => (long)(file.Size * (1 - DeletedShare(file)));

    // A vector over an unknown number of rows is taken as all of them.
    private static double DeletedShare(AddFile file) => file.DeletionVector is not { Cardinality: > 0 and var deleted } ? 0
        : file.RowCount is > 0 and var rows ? Math.Min(1, (double)deleted / rows)
        : 1;

    // An empty text is null, as everywhere in the log.
    private static string PartitionKey(IReadOnlyDictionary<string, string?> values) => string.Concat(values
        .OrderBy(pair => pair.Key, StringComparer.Ordinal)
        .Select(pair => string.IsNullOrEmpty(pair.Value) ? $"{pair.Key.Length}:{pair.Key}-" : $"{pair.Key.Length}:{pair.Key}{pair.Value.Length}:{pair.Value}"));
}
