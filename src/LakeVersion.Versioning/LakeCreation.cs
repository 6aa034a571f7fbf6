namespace LakeVersion.Versioning;

/// <summary>What is settled for ever when a lake is made.</summary>
public sealed record LakeCreation
{
    /// <summary>Who makes it.</summary>
    public required string Author { get; init; }

    /// <summary>The branch that is meant where none is named. Default <c>main</c>.</summary>
    public string DefaultBranch { get; init; } = "main";

    /// <summary>The length of an epoch, the unit in which collections delete. Default a week; at least a second.</summary>
    public TimeSpan EpochLength { get; init; } = TimeSpan.FromDays(7);
}
