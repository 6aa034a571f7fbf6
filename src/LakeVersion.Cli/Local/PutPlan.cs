using System.Runtime.CompilerServices;
using LakeVersion.Cli.Verbs;
using LakeVersion.Outside;
using LakeVersion.Storage;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Cli.Local;

/// <summary>Decides which local file goes to which path of the lake, and checks the paths before anything is stored.</summary>
internal sealed class PutPlan(Invocation run, string lakeLocation)
{
    private readonly HashSet<string> foundFolders = new(StringComparer.Ordinal);

    /// <summary>True where a source is a folder, here or, once it was found, outside.</summary>
    public bool IsFolder(string source) => source != "-" && (foundFolders.Contains(source) || (!OutsideText.IsOutside(source) && Directory.Exists(run.Context.FullPath(source))));

    /// <summary>The puts of sources to a path, in order.</summary>
    /// <exception cref="LakeException">NotFound: no such source. Invalid: a name that no path can have, or two files for one path.</exception>
    public async ValueTask<IReadOnlyList<PlannedPut>> MakeAsync(IReadOnlyList<string> sources, string target, CancellationToken cancellationToken)
    {
        var intoFolder = sources.Count > 1 || target.Length == 0 || target.EndsWith('/');
        var prefix = target.Length == 0 || target.EndsWith('/') ? target : target + "/";
        var puts = new List<PlannedPut>();
        foreach (var source in sources)
        {
            if (OutsideText.IsOutside(source))
            {
                await foreach (var found in FindAsync(source, cancellationToken))
                {
                    var below = sources.Count > 1 && foundFolders.Contains(source) ? prefix + LastPart(source) + "/" : prefix;
                    puts.Add(new PlannedPut(found.Uri, found.IsNamed && !intoFolder ? target : below + found.Name, found));
                }

                continue;
            }

            var whole = run.Context.FullPath(source);
            if (source == "-")
            {
                puts.Add(intoFolder
                    ? throw LakeException.Invalid("Standard input has no name of its own; give the whole path, as: lv put - raw/a.csv")
                    : new PlannedPut(null, target));
            }
            else if (Directory.Exists(whole))
            {
                var below = sources.Count > 1 ? prefix + Path.GetFileName(Path.TrimEndingDirectorySeparator(whole)) + "/" : prefix;
                puts.AddRange(LocalTree.Files(whole, lakeLocation, Skipped).Select(file => new PlannedPut(file.FullPath, below + file.Below)));
            }
            else if (File.Exists(whole))
            {
                puts.Add(new PlannedPut(whole, intoFolder ? prefix + Path.GetFileName(whole) : target));
            }
            else
            {
                throw LakeException.NotFound($"There is no file or folder '{source}' here.");
            }
        }

        Check(puts);
        return puts;
    }

    private async IAsyncEnumerable<OutsideObject> FindAsync(string source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var place = OutsideText.Parse(run, source);
        await foreach (var found in place.FindAsync(cancellationToken))
        {
            if (!found.IsNamed && !place.IsPattern)
            {
                foundFolders.Add(source);
            }

            yield return found;
        }
    }

    private static string LastPart(string source)
    {
        var path = source.Split('?')[0].TrimEnd('/');
        return path[(path.LastIndexOf('/') + 1)..];
    }

    private static void Check(List<PlannedPut> puts)
    {
        var seen = new Dictionary<string, PlannedPut>(StringComparer.Ordinal);
        foreach (var put in puts)
        {
            LakePath.ParseForPut(put.Path);
            if (!seen.TryAdd(put.Path, put))
            {
                throw LakeException.Invalid($"'{seen[put.Path].Source}' and '{put.Source}' would both be put to '{put.Path}'.");
            }
        }
    }

    private void Skipped(string link) => run.Warn($"'{link}' is a link to a folder and is left out.");
}

/// <summary>One file to put.</summary>
/// <param name="Source">The file, or the URI of an object; null for standard input.</param>
/// <param name="Path">The path in the lake.</param>
/// <param name="Outside">The object, where it is one; else null.</param>
internal sealed record PlannedPut(string? Source, string Path, OutsideObject? Outside = null)
{
    /// <summary>Opens the file or object; null for standard input.</summary>
    public Stream? OpenRead() => Outside?.OpenRead() ?? (Source is null ? null : LocalOpening.Read(Source));
}
