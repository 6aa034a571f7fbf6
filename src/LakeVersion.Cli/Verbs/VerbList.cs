using System.CommandLine;
using LakeVersion.Cli.Verbs.Names;
using LakeVersion.Cli.Verbs.Settings;
using LakeVersion.Cli.Verbs.Tables;

namespace LakeVersion.Cli.Verbs;

/// <summary>All verbs, in the order of the help. A new verb is a line here and a file beside.</summary>
internal static class VerbList
{
    public static IEnumerable<Command> Create() =>
    [
        new InitVerb(),
        new InfoVerb(),
        new PutVerb(),
        new GetVerb(),
        new CatVerb(),
        new LsVerb(),
        new RmVerb(),
        new CpVerb(),
        new ManifestVerb(),
        new DuVerb(),
        new LogVerb(),
        new ShowVerb(),
        new ImportVerb(),
        TableVerbs.Group(),
        NameVerbs.Branch(),
        NameVerbs.Tag(),
        NameVerbs.Keep(),
        SettingsVerbs.Group(),
        new CompletionVerb(),
    ];
}
