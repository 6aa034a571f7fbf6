using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;

namespace LakeVersion.Cli.Writing;

/// <summary>Reads <c>--if-head</c>: a commit's id, whole or its first digits.</summary>
internal static class HeadCondition
{
    /// <exception cref="LakeException">Invalid: no id. NotFound: no commit has it.</exception>
    public static async ValueTask<CommitId?> ReadAsync(Lake lake, string? text, CancellationToken cancellationToken)
    {
        if (text is null)
        {
            return null;
        }

        // A name would be compared with itself: only an id says what was seen.
        if (text.Length is < 6 or > 64 || !text.All(c => char.IsAsciiHexDigitLower(c)))
        {
            throw LakeException.Invalid($"--if-head '{text}': expected a commit's id of 6 to 64 lower-case hex digits, as lv log shows it.");
        }

        return CommitId.TryParse(text, out var id) ? id : (await lake.Store.Revisions.ResolveAsync(text, cancellationToken)).Commit.Id;
    }
}
