using System.CommandLine;

namespace LakeVersion.Cli.Verbs;

/// <summary>All verbs, in the order of the help. A new verb is a line here and a file beside.</summary>
internal static class VerbList
{
    public static IEnumerable<Command> Create() =>
    [
        new InitVerb(),
        new PutVerb(),
        new LogVerb(),
        new ImportVerb(),
    ];
}
