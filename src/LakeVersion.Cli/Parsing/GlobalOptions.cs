using System.CommandLine;

namespace LakeVersion.Cli.Parsing;

/// <summary>The options that every verb takes.</summary>
internal static class GlobalOptions
{
    /// <summary>Which lake.</summary>
    public static Option<string?> Lake { get; } = new("--lake", "-C")
    {
        Description = "The lake: a folder or s3://bucket/prefix. Else LAKEVERSION_LAKE, .lakeversion, or this folder",
        HelpName = "location",
        Recursive = true,
    };

    /// <summary>Which branch.</summary>
    public static Option<string?> Branch { get; } = new("--branch", "-b")
    {
        Description = "The branch. Else LAKEVERSION_BRANCH, .lakeversion, or the lake's default",
        HelpName = "name",
        Recursive = true,
    };

    /// <summary>Answers for machines.</summary>
    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Answer in JSON; errors too, on standard error",
        Recursive = true,
    };

    /// <summary>Writing without protection against a second writer.</summary>
    public static Option<bool> UnsafeSingleWriter { get; } = new("--unsafe-single-writer")
    {
        Description = "Write to a server that cannot keep two writers apart; only where one process ever writes",
        Recursive = true,
        Hidden = true,
    };
}
