namespace LakeVersion.Storage.Probing;

/// <summary>How thoroughly a store is tried.</summary>
public sealed record ProbeOptions
{
    /// <summary>How many writers race for one name; 16 by default.</summary>
    public int Racers { get; init; } = 16;

    /// <summary>How many names are raced for; 1 by default, which finds servers that ignore the condition and most that check before they write.</summary>
    public int Rounds { get; init; } = 1;
}
