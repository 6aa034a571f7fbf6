using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Cli.Shapes;

/// <summary>A line of <c>lv audit --json</c>: an entry of a log.</summary>
internal sealed record AuditLine
{
    public int Version { get; init; } = 1;

    /// <summary><c>branch</c>, <c>tag</c>, <c>log</c> (the settings).</summary>
    public required string Kind { get; init; }

    public required string Name { get; init; }

    /// <summary>The entry's number.</summary>
    public required long Entry { get; init; }

    /// <summary>The effective time.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary><c>commit</c>, <c>reset</c>, <c>create</c> …</summary>
    public required string Operation { get; init; }

    /// <summary>As asserted.</summary>
    public required string Author { get; init; }

    public string? Message { get; init; }

    /// <summary>The state before; null where the name was not live.</summary>
    public string? Before { get; init; }

    /// <summary>The state after; null where the name is not live.</summary>
    public string? After { get; init; }

    /// <summary>The commits that it published, with who made each.</summary>
    public IReadOnlyList<AuditMember>? Commits { get; init; }

    public required string Transaction { get; init; }

    /// <summary>The program.</summary>
    public required string Client { get; init; }

    /// <summary>The digest of the entry.</summary>
    public required string Hash { get; init; }

    public static AuditLine Of(StoredEntry stored)
    {
        var entry = stored.Entry;
        var isKnown = RefName.TryFromLog(entry.Log, out var name);
        return new AuditLine
        {
            Kind = isKnown ? name.KindWord : "log",
            Name = isKnown ? name.Name : entry.Log,
            Entry = entry.N,
            Time = entry.Time,
            Operation = OperationName.Of(entry.Op),
            Author = entry.Author,
            Message = entry.Message,
            Before = entry.Before?.ToString(),
            After = entry.After?.ToString(),
            Commits = entry.Members?.Select(member => new AuditMember(member.Commit.ToString(), member.Author, member.Message, member.Tx.ToString())).ToList(),
            Transaction = entry.Tx.ToString(),
            Client = entry.Client,
            Hash = stored.Hash.ToString(),
        };
    }
}

/// <summary>A commit that an entry published.</summary>
internal sealed record AuditMember(string Commit, string Author, string? Message, string Transaction);
