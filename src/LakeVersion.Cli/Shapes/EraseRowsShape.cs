using LakeVersion.Erasing;

namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv erase rows</c>.</summary>
internal sealed record EraseRowsShape
{
    public int Version { get; init; } = 1;

    public required bool DryRun { get; init; }

    /// <summary>SHA-256 of salt, a space and the test as given: what the lake has of the test.</summary>
    public required string PredicateDigest { get; init; }

    /// <summary>Stored nowhere: without it nobody can tell what the digest stands for.</summary>
    public required string Salt { get; init; }

    /// <summary>Rows that pass in data files of any version, each file's counted.</summary>
    public required long StoredRows { get; init; }

    public required int DataFiles { get; init; }

    public required int LogFiles { get; init; }

    /// <summary>Copies that no version names.</summary>
    public required int Strays { get; init; }

    /// <summary>Packs and objects that were left out, as their transactions may still be under way.</summary>
    public required int UnderWay { get; init; }

    /// <summary>Tables that are written anew.</summary>
    public required IReadOnlyList<RewrittenShape> Rewritten { get; init; }

    /// <summary>What history can show no longer.</summary>
    public required IReadOnlyList<LostShape> Lost { get; init; }

    /// <summary>Names whose newest state is lost, and which are not written anew.</summary>
    public required IReadOnlyList<string> LostHeads { get; init; }

    /// <summary>Commits whose message or metadata holds a literal of the test.</summary>
    public required IReadOnlyList<string> Mentions { get; init; }

    /// <summary>Paths that say values of the rows, and stay.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>Where such rows lie outside the lake: nothing is erased there.</summary>
    public required IReadOnlyList<string> Outside { get; init; }

    /// <summary>Files that nobody could look into.</summary>
    public required IReadOnlyList<string> Unread { get; init; }

    /// <summary>The content that goes; left out where there is none.</summary>
    public EraseShape? Content { get; init; }

    public static EraseRowsShape Of(RowErasureReport report, bool dryRun) => new()
    {
        DryRun = dryRun,
        PredicateDigest = report.PredicateDigest,
        Salt = report.Salt,
        StoredRows = report.StoredRows,
        DataFiles = report.DataFiles,
        LogFiles = report.LogFiles,
        Strays = report.Strays,
        UnderWay = report.UnderWay,
        Rewritten = [.. report.Rewritten.Select(one => new RewrittenShape(one.Branch.Name, one.Table, one.Version, one.Commit?.ToString(), one.Rows))],
        Lost = [.. report.Lost.Select(one => new LostShape(one.Name.KindWord, one.Name.Name, one.Table, one.FirstVersion, one.LastVersion, one.FirstEntry, one.LastEntry))],
        LostHeads = [.. report.LostHeads.Select(name => name.ToString())],
        Mentions = [.. report.Mentions.Select(commit => commit.ToString())],
        Paths = report.Paths,
        Outside = report.Outside,
        Unread = report.Unread,
        Content = report.Erasure is { } done ? EraseShape.Of(done) : report.Found is { Contents.Count: > 0 } found ? EraseShape.Of(found) : null,
    };
}

/// <summary>A table that is written anew; version, commit and rows are left out of a dry run.</summary>
internal sealed record RewrittenShape(string Branch, string Table, long? TableVersion, string? Commit, long? Rows);

/// <summary>Versions that a name can show no longer, with the entries of its log.</summary>
internal sealed record LostShape(string Kind, string Name, string Table, long FirstVersion, long LastVersion, long FirstEntry, long LastEntry);
