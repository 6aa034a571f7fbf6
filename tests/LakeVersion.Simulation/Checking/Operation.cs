namespace LakeVersion.Simulation.Checking;

/// <summary>One movement of a log that somebody asks for. Its word stands in the message, by which it is found again.</summary>
internal sealed class Operation(string word, string kind)
{
    public string Word { get; } = word;

    public string Kind { get; } = kind;

    public string Message => $"{Word} {Kind}";

    public OperationOutcome Outcome { get; set; }

    /// <summary>True where it takes several movements, so that a failure may leave some of them.</summary>
    public bool HasSeveralSteps { get; set; }

    /// <summary>For a commit of files: exactly what it changes, path to content, null for a deletion; null where nobody says.</summary>
    public Dictionary<string, string?>? Writes { get; set; }

    /// <summary>The logs in which it was seen.</summary>
    public HashSet<string> Seen { get; } = [];
}
