namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv audit verify</c>.</summary>
internal sealed record AuditVerifyShape
{
    public int Version { get; init; } = 1;

    /// <summary>True where no fault was found.</summary>
    public required bool Whole { get; init; }

    /// <summary>The logs that were checked.</summary>
    public required IReadOnlyList<string> Logs { get; init; }

    /// <summary>Log by log, oldest entry first.</summary>
    public required IReadOnlyList<AuditFaultShape> Faults { get; init; }
}

/// <summary>A fault: the log, the entry where it shows, and what was expected and found.</summary>
internal sealed record AuditFaultShape(string Log, long Entry, string Fault);
