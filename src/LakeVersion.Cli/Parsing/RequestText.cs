using System.CommandLine;
using System.CommandLine.Parsing;

namespace LakeVersion.Cli.Parsing;

/// <summary>What a command asks for, in one text, for its idempotency key: a retry of the same step says the same.</summary>
internal static class RequestText
{
    // Who, why, where and on what condition: a retry may say these otherwise.
    private static readonly HashSet<string> Circumstances = new(StringComparer.Ordinal)
    {
        "--message", "--author", "--meta", "--if-head", "--idempotency-key", "--dry-run", "--tx", "--yes", "--force",
        "--lake", "--branch", "--json", "--unsafe-single-writer",
    };

    /// <summary>The verb, its arguments and options as they were given, options by name.</summary>
    /// <param name="parse">The command.</param>
    /// <param name="without">An argument that counts by its content, which is the caller's to add; null for none.</param>
    public static string Of(ParseResult parse, Argument? without)
    {
        var result = parse.CommandResult;
        var options = result.Children.OfType<OptionResult>()
            .Where(option => !option.Implicit && !Circumstances.Contains(option.Option.Name))
            .OrderBy(option => option.Option.Name, StringComparer.Ordinal)
            .SelectMany(option => option.Tokens.Select(token => token.Value).Prepend(option.Option.Name));
        var arguments = result.Children.OfType<ArgumentResult>()
            .Where(argument => argument.Argument != without)
            .SelectMany(argument => argument.Tokens.Select(token => token.Value));
        return string.Join('\0', [UsageFault.Name(result.Command), .. arguments, .. options]);
    }
}
