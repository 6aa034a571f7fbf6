using System.Globalization;

namespace LakeVersion.Cli.Output;

/// <summary>What an operation counted, for people: rows first, nothing that is zero. Programs get all of it in JSON.</summary>
internal static class FigureText
{
    // In the order in which they are told. Delta's names are Spark's; an upsert has names of its own.
    private static readonly (string Name, string Noun, string What)[] Known =
    [
        ("rows", "row", ""),
        ("numDeletedRows", "row", " deleted"),
        ("numUpdatedRows", "row", " updated"),
        ("numTargetRowsInserted", "row", " inserted"),
        ("numTargetRowsUpdated", "row", " updated"),
        ("numTargetRowsDeleted", "row", " deleted"),
        ("dataFiles", "data file", ""),
        ("numConvertedFiles", "file", " converted"),
        ("numAddedFiles", "file", " added"),
        ("numTargetFilesAdded", "file", " added"),
        ("numRemovedFiles", "file", " removed"),
        ("numTargetFilesRemoved", "file", " removed"),
        ("numRestoredFiles", "file", " restored"),
        ("numDeletedFiles", "file", " let go of"),
        ("packsLeft", "pack", " left"),
    ];

    // Sizes that are told behind the files that they belong to, and what tells a person nothing beside the rest.
    private static readonly HashSet<string> Silent = new(StringComparer.Ordinal)
    {
        "files", "numSourceRows", "numOutputRows", "numCopiedRows", "numTargetRowsCopied", "numAddedChangeFiles", "numTargetChangeFilesAdded",
        "minFileSize", "p25FileSize", "p50FileSize", "p75FileSize", "maxFileSize",
    };

    private static readonly Dictionary<string, string> Sizes = new(StringComparer.Ordinal)
    {
        ["numAddedFiles"] = "numAddedBytes",
        ["numTargetFilesAdded"] = "numTargetBytesAdded",
        ["numRemovedFiles"] = "numRemovedBytes",
        ["numTargetFilesRemoved"] = "numTargetBytesRemoved",
        ["numDeletedFiles"] = "sizeOfDataToDelete",
        ["packsLeft"] = "packsLeftBytes",
    };

    /// <summary>The figures, each as a part of a sentence; empty where there is nothing to tell.</summary>
    public static IEnumerable<string> Parts(IReadOnlyDictionary<string, long> figures)
    {
        foreach (var (name, noun, what) in Known)
        {
            if (figures.GetValueOrDefault(name) is var count and > 0)
            {
                var size = Sizes.TryGetValue(name, out var bytes) && figures.TryGetValue(bytes, out var sum) ? $" ({Printable.Size(sum)})" : "";
                yield return Printable.Count(count, noun) + what + size;
            }
        }

        foreach (var (name, value) in figures)
        {
            if (value != 0 && !Silent.Contains(name) && !Sizes.ContainsValue(name) && !Known.Any(known => known.Name == name))
            {
                yield return Other(name, value);
            }
        }
    }

    private static string Other(string name, long value) => name switch
    {
        "bytes" => Printable.Size(value),
        "storedAgainBytes" => $"{Printable.Size(value)} stored again",
        "milliseconds" => string.Create(CultureInfo.InvariantCulture, $"{value / 1000.0:0.0} s"),
        _ when name.EndsWith("DeletionVectorsAdded", StringComparison.Ordinal) => Printable.Count(value, "deletion vector") + " added",
        _ when name.EndsWith("DeletionVectorsUpdated", StringComparison.Ordinal) => Printable.Count(value, "deletion vector") + " grown",
        _ when name.EndsWith("DeletionVectorsRemoved", StringComparison.Ordinal) => Printable.Count(value, "deletion vector") + " removed",
        _ => string.Create(CultureInfo.InvariantCulture, $"{name}: {value:N0}"),
    };
}
