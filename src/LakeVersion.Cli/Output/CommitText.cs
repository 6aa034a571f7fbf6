using LakeVersion.Cli.Shapes;

namespace LakeVersion.Cli.Output;

/// <summary>Commits as people read them.</summary>
internal static class CommitText
{
    private const int ShortDigits = 10;

    public static string OneLine(CommitShape commit, Paint paint) =>
        $"{paint.Yellow(commit.Id[..ShortDigits])} {Printable.Name(commit.Message.Split('\n', 2)[0])}";

    /// <summary>All about a commit, with an empty line at its end.</summary>
    public static IReadOnlyList<string> Full(CommitShape commit, Paint paint)
    {
        var lines = new List<string>
        {
            paint.Yellow($"commit {commit.Id}"),
            $"author    {Printable.Name(commit.Author)}",
        };
        if (commit.Committer != commit.Author)
        {
            lines.Add($"committer {Printable.Name(commit.Committer)}");
        }

        lines.Add($"time      {Printable.Time(commit.Time)} UTC");
        if (commit.Parents.Count > 1)
        {
            lines.Add($"merges    {string.Join(", ", commit.Parents.Skip(1).Select(parent => parent[..ShortDigits]))}");
        }

        lines.AddRange((commit.Applied ?? []).GroupBy(applied => applied.As).Select(
            group => $"{group.Key,-9} {string.Join(", ", group.Select(applied => applied.Commit[..ShortDigits]))}"));
        lines.Add($"change    {Change(commit)}");
        lines.AddRange((commit.Metadata ?? new Dictionary<string, string>()).Select(
            pair => $"meta      {Printable.Name(pair.Key)}={Printable.Name(pair.Value)}"));
        if (commit.IdempotencyKey is { } key)
        {
            lines.Add($"key       {Printable.Name(key)}");
        }

        lines.Add("");
        lines.AddRange(Printable.Lines(commit.Message).Split('\n').Select(line => $"    {line}"));
        lines.Add("");
        return lines;
    }

    private static string Change(CommitShape commit)
    {
        var where = (commit.ChangedTables ?? []).Select(table => $"table {table}").Concat((commit.ChangedFolders ?? []).Select(folder => folder + "/"));
        var names = string.Join(", ", where.Select(Printable.Name));
        return $"{commit.Operation}: {Printable.Count(commit.ChangedPaths, "path")}{(names.Length > 0 ? $" ({names})" : "")}";
    }
}
