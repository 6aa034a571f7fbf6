namespace LakeVersion.Cli.Shapes;

/// <summary>How a command failed: one line of JSON on standard error.</summary>
internal sealed record ErrorShape
{
    public int Version { get; init; } = 1;

    public required ErrorDetail Error { get; init; }
}

/// <summary>What went wrong.</summary>
internal sealed record ErrorDetail
{
    /// <summary>A kind of failure, in camel case: <c>notFound</c>, <c>conflict</c> …; and <c>interrupted</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The same words that people get.</summary>
    public required string Message { get; init; }

    /// <summary>The program's exit code.</summary>
    public required int ExitCode { get; init; }

    /// <summary>All conflicts, in path order; null where the failure is another.</summary>
    public IReadOnlyList<ConflictShape>? Conflicts { get; init; }

    /// <summary>For an unknown outcome: the branch.</summary>
    public string? Branch { get; init; }

    /// <summary>For an unknown outcome: the number of the entry that was tried.</summary>
    public long? Entry { get; init; }

    /// <summary>For an unknown outcome: the transaction that tried it.</summary>
    public string? Transaction { get; init; }
}

/// <summary>A path or table that two changes exclude each other at.</summary>
internal sealed record ConflictShape(string Path, string Reason);
