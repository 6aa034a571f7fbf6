using System.CommandLine;

namespace LakeVersion.Cli.Parsing;

/// <summary>The options of every verb that makes a commit.</summary>
internal sealed class CommitFlags
{
    public Option<string?> Message { get; } = new("--message", "-m") { Description = "What and why, in words", HelpName = "text" };

    public Option<string?> Author { get; } = AuthorOption();

    public Option<string[]> Meta { get; } = new("--meta")
    {
        Description = "A name and value that stay with the commit; repeatable",
        HelpName = "name=value",
        AllowMultipleArgumentsPerToken = false,
    };

    public Option<string?> IfHead { get; } = IfHeadOption();

    public Option<string?> IdempotencyKey { get; } = new("--idempotency-key")
    {
        Description = "Do it once: a commit of the last 7 days with this key is the answer",
        HelpName = "key",
    };

    public Option<bool> DryRun { get; } = new("--dry-run") { Description = "Show what would change; change nothing" };

    public Option<string?> Transaction { get; } = new("--tx")
    {
        Description = "Make it a step of a transaction that 'lv begin' printed",
        HelpName = "id",
    };

    public static Option<string?> AuthorOption() => new("--author")
    {
        Description = "Who, as asserted. Else LAKEVERSION_AUTHOR, .lakeversion, your configuration, user@host",
        HelpName = "name",
    };

    public static Option<string?> IfHeadOption() => new("--if-head")
    {
        Description = "Only where the branch stands at this commit; else exit code 4",
        HelpName = "id",
    };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[Message, Author, Meta, IfHead, IdempotencyKey, DryRun, Transaction])
        {
            command.Add(option);
        }
    }
}
