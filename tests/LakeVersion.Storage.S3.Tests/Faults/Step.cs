using LakeVersion.Versioning.Logs;

namespace LakeVersion.Storage.S3.Tests.Faults;

/// <summary>One change of the mixed work, and what its caller was told of it.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Label">A name that no other step has: it stands in the message, the path or the name made.</param>
/// <param name="Number">A number that no other step has.</param>
internal sealed record Step(StepKind Kind, string Label, int Number)
{
    public Told Told { get; set; }

    /// <summary>Where the outcome is unknown: what to ask for.</summary>
    public UnknownOutcomeException? Unknown { get; set; }

    /// <summary>Where it failed: why.</summary>
    public LakeException? Failure { get; set; }

    public override string ToString() => $"{Label}: told {Told}{(Unknown is { } e ? $" ({e.Log}#{e.N} {e.Tx})" : "")}{(Failure is { } f ? $" ({f.Kind}: {f.Message})" : "")}";
}

internal enum StepKind
{
    /// <summary>A commit of one file on main.</summary>
    File,

    /// <summary>A commit of one row of a table on main.</summary>
    Append,

    /// <summary>A staged transaction that commits a file on main.</summary>
    Staged,

    /// <summary>A new branch.</summary>
    Birth,

    /// <summary>A movement of the writer's own branch.</summary>
    Move,
}

internal enum Told
{
    Done,
    Failed,
    Unknown,
}
