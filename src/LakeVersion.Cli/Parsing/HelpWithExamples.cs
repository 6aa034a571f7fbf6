using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using LakeVersion.Cli.Verbs;

namespace LakeVersion.Cli.Parsing;

/// <summary>The usual help, then examples.</summary>
internal sealed class HelpWithExamples(HelpAction inner) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        inner.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        var examples = Of(parseResult.CommandResult.Command).ToList();
        if (examples.Count > 0)
        {
            output.WriteLine("Examples:");
            examples.ForEach(example => output.WriteLine($"  {example}"));
            output.WriteLine();
        }

        return 0;
    }

    /// <summary>A verb's own examples; of a group the first of each of its verbs.</summary>
    public static IEnumerable<string> Of(Command command) => command switch
    {
        Verb verb => verb.Examples,
        RootCommand => ["lv init ./lake", "lv put data/ raw/ -m \"Load\" -C ./lake", "lv log", "lv ls main:raw/", "lv <verb> --help"],
        _ => command.Subcommands.SelectMany(verb => Of(verb).Take(1)),
    };
}
