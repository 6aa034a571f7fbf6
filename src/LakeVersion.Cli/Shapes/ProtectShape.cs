using LakeVersion.Versioning.Publishing;

namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv protect</c>: the rules there are, after <c>add</c> the one that was set.</summary>
internal sealed record ProtectShape
{
    public int Version { get; init; } = 1;

    /// <summary>The number of the settings entry in force.</summary>
    public required long Entry { get; init; }

    /// <summary>In order of names.</summary>
    public required IReadOnlyList<ProtectionRuleShape> Rules { get; init; }
}

/// <summary>A protection rule.</summary>
internal sealed record ProtectionRuleShape
{
    public required string Name { get; init; }

    public required IReadOnlyList<string> Branches { get; init; }

    public required bool MergeOnly { get; init; }

    public required bool NoReset { get; init; }

    public required bool NoDelete { get; init; }

    /// <summary>The checks that must pass.</summary>
    public required IReadOnlyList<string> Checks { get; init; }

    public static ProtectionRuleShape Of(ProtectionRule rule) => new()
    {
        Name = rule.Name,
        Branches = rule.Branches,
        MergeOnly = rule.MergeOnly,
        NoReset = rule.NoReset,
        NoDelete = rule.NoDelete,
        Checks = rule.Checks,
    };
}
