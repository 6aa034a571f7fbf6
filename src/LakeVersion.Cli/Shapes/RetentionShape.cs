using LakeVersion.Versioning.Collection.Retention;

namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv retention</c>: the rules there are, after <c>add</c> the one that was set.</summary>
internal sealed record RetentionShape
{
    public int Version { get; init; } = 1;

    /// <summary>The number of the settings entry in force.</summary>
    public required long Entry { get; init; }

    /// <summary>In order of names.</summary>
    public required IReadOnlyList<RetentionRuleShape> Rules { get; init; }
}

/// <summary>A retention rule. Spans are a number and d, h, m or s.</summary>
internal sealed record RetentionRuleShape
{
    public required string Name { get; init; }

    public required IReadOnlyList<string> Branches { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    public string? Age { get; init; }

    public long? Count { get; init; }

    /// <summary>How long a deleted name can be restored.</summary>
    public required string Deleted { get; init; }

    public static RetentionRuleShape Of(RetentionRule rule) => new()
    {
        Name = rule.Name,
        Branches = rule.Branches,
        Tags = rule.Tags,
        Age = rule.Age is { } age ? RetentionRule.Format(age) : null,
        Count = rule.Count,
        Deleted = RetentionRule.Format(rule.DeletedSpan),
    };
}
