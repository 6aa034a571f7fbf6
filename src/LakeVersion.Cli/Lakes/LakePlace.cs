using LakeVersion.Cli.Verbs;
using LakeVersion.Snapshots;
using LakeVersion.Storage;
using RevisionText = LakeVersion.Versioning.Revisions.Revision;

namespace LakeVersion.Cli.Lakes;

/// <summary>A path at a revision, as the arguments <c>[REV:]PATH</c> name it.</summary>
/// <param name="At">The lake at the revision.</param>
/// <param name="Revision">The revision as written, or the branch.</param>
/// <param name="Path">The path; empty for the root.</param>
internal sealed record LakePlace(LakeSnapshot At, string Revision, string Path)
{
    /// <summary>The path as a folder's prefix: empty, or with its closing slash.</summary>
    public string Prefix => Path.Length == 0 || Path.EndsWith('/') ? Path : Path + "/";

    /// <summary>Reads <c>[REV:]PATH</c>. With <c>--at</c> all of it is the path; an empty revision, as in <c>:a:b</c>, means the branch.</summary>
    public static async ValueTask<LakePlace> OpenAsync(Invocation run, string text, string? at, CancellationToken cancellationToken)
    {
        var (revision, path) = at is not null ? (at, text) : Split(text);
        var snapshot = await run.AtAsync(revision, cancellationToken);
        return new LakePlace(snapshot, revision ?? snapshot.Revision.Name!.Value.Name, path == "/" ? "" : path);
    }

    /// <summary>Refuses a folder that holds nothing, which is one that does not exist; the root of an empty lake does.</summary>
    /// <exception cref="LakeException">NotFound: near names are suggested.</exception>
    public async ValueTask CheckFolderAsync(long count, CancellationToken cancellationToken)
    {
        if (count == 0 && Path.Length > 0)
        {
            // Opening it as a file says best that it is missing.
            await using var _ = await At.Files.OpenAsync(Path.TrimEnd('/'), cancellationToken);
            throw LakeException.NotFound($"'{Path}' at {Revision} is a file, not a folder.");
        }
    }

    /// <summary>The path to write to; it is on the branch, so a revision before it is a mistake.</summary>
    /// <exception cref="LakeException">Invalid: it begins with the branch and a colon.</exception>
    public static string ToWrite(string text, string branch) => text.StartsWith(branch + ":", StringComparison.Ordinal)
        ? throw LakeException.Invalid($"'{text}': changes go to the branch that --branch names, so give the path alone: {text[(branch.Length + 1)..]}")
        : text is "/" or "." ? "" : text;

    private static (string? Revision, string Path) Split(string text)
    {
        var (revision, path) = RevisionText.SplitPath(text);
        return path is null ? (null, text) : (revision.Length == 0 ? null : revision, path);
    }
}
