using System.CommandLine;
using System.CommandLine.Parsing;
using LakeVersion.Cli.Output;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Parsing;

/// <summary>Says in one sentence or two what is wrong with a command line, and what may have been meant.</summary>
internal static class UsageFault
{
    public static string Describe(ParseResult parse)
    {
        var command = parse.CommandResult.Command;
        if (StrayOption(parse) is { } option)
        {
            return $"{Name(command)} has no option '{Printable.Name(option)}'.{NearNames.Hint(option, Options(parse))}";
        }

        if (parse.UnmatchedTokens is [var stray, ..])
        {
            return command.Subcommands.Count > 0
                ? $"{Name(command)} has no verb '{Printable.Name(stray)}'.{NearNames.Hint(stray, command.Subcommands.Select(verb => verb.Name))}"
                : $"{Name(command)} takes no further argument '{Printable.Name(stray)}'.";
        }

        if (command.Subcommands.Count > 0 && command.Action is null)
        {
            return $"{Name(command)} wants a verb: {string.Join(", ", command.Subcommands.Select(verb => verb.Name))}.";
        }

        return string.Join(' ', parse.Errors.Select(error => Words(command, error)).Distinct());
    }

    /// <summary>
    /// A word that looks like an option and is none; null where there is none. The parser would take it for an argument; one that
    /// is meant so comes after <c>--</c>.
    /// </summary>
    public static string? StrayOption(ParseResult parse)
    {
        var meant = parse.Tokens.SkipWhile(token => token.Type != TokenType.DoubleDash).ToHashSet(ReferenceEqualityComparer.Instance);
        var taken = parse.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens);
        return taken.Where(token => !meant.Contains(token)).Select(token => token.Value)
            .Concat(parse.UnmatchedTokens)
            .FirstOrDefault(text => text.Length > 1 && text[0] == '-' && text != "--");
    }

    /// <summary>The command with those above it, as <c>lv branch create</c>.</summary>
    public static string Name(Command command)
    {
        var names = new Stack<string>();
        for (Symbol? symbol = command; symbol is Command current; symbol = current.Parents.FirstOrDefault())
        {
            names.Push(current is RootCommand ? "lv" : current.Name);
        }

        return string.Join(' ', names);
    }

    /// <summary>The parser's sentence; another one where it breaks lines or names types of the runtime.</summary>
    private static string Words(Command command, ParseError error)
    {
        if (error.SymbolResult is ArgumentResult { Argument: var argument, Parent: CommandResult }
            && error.Message.StartsWith("Required argument", StringComparison.Ordinal))
        {
            return $"{Name(command)} wants <{argument.HelpName ?? argument.Name}>.";
        }

        if (error.Message.Split(" as expected type ") is [var what, var type])
        {
            return type.Contains(nameof(Boolean), StringComparison.Ordinal) ? $"{what}: it takes no value." : $"{what}: expected a number.";
        }

        var lines = error.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines.Length == 1 ? error.Message : $"{lines[0]} {string.Join(", ", lines[1..])}.";
    }

    private static IEnumerable<string> Options(ParseResult parse)
    {
        var command = parse.CommandResult.Command;
        var above = parse.RootCommandResult.Command.Options.Where(option => option.Recursive);
        return command.Options.Concat(above)
            .SelectMany(option => option.Aliases.Append(option.Name))
            .Where(name => name.StartsWith("--", StringComparison.Ordinal))
            .Distinct();
    }
}
