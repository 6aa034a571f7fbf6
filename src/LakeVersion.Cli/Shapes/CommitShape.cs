using LakeVersion.Versioning.Commits;

namespace LakeVersion.Cli.Shapes;

/// <summary>A commit.</summary>
internal sealed record CommitShape
{
    public required string Id { get; init; }

    /// <summary>The first is the branch's state before.</summary>
    public required IReadOnlyList<string> Parents { get; init; }

    public required string Author { get; init; }

    public required string Committer { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required string Message { get; init; }

    /// <summary>The branch that it was made for, and the number of that branch's entry.</summary>
    public required string Branch { get; init; }

    public required long Entry { get; init; }

    /// <summary>The kind of change: <c>put</c>, <c>rollback</c> …</summary>
    public required string Operation { get; init; }

    /// <summary>Counts and names that belong to the operation.</summary>
    public IReadOnlyDictionary<string, string>? Figures { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    public string? IdempotencyKey { get; init; }

    /// <summary>Commits that this one stands for.</summary>
    public IReadOnlyList<AppliedShape>? Applied { get; init; }

    public required long ChangedPaths { get; init; }

    /// <summary>Changed tables and top folders, at most 64 each.</summary>
    public IReadOnlyList<string>? ChangedTables { get; init; }

    public IReadOnlyList<string>? ChangedFolders { get; init; }

    public static CommitShape Of(Commit commit)
    {
        var record = commit.Record;
        return new CommitShape
        {
            Id = commit.Id.ToString(),
            Parents = [.. record.Parents.Select(parent => parent.ToString())],
            Author = record.Author,
            Committer = record.Committer,
            Time = record.Time,
            Message = record.Message,
            Branch = record.Branch,
            Entry = record.Entry,
            Operation = record.Operation.Name,
            Figures = record.Operation.Figures,
            Metadata = record.Metadata,
            IdempotencyKey = record.Key,
            Applied = record.Applied?.Select(applied => new AppliedShape(applied.Commit.ToString(), applied.As)).ToList(),
            ChangedPaths = record.Changed.Paths,
            ChangedTables = record.Changed.Tables,
            ChangedFolders = record.Changed.Folders,
        };
    }
}

/// <summary>A commit that another stands for.</summary>
/// <param name="Commit">Its id.</param>
/// <param name="As"><c>squashed</c> (with all before it), <c>picked</c> or <c>reverted</c>.</param>
internal sealed record AppliedShape(string Commit, string As);
