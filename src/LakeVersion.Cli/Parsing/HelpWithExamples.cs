using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using LakeVersion.Cli.Verbs;

namespace LakeVersion.Cli.Parsing;

/// <summary>The usual help, then examples.</summary>
internal sealed class HelpWithExamples(HelpAction inner) : SynchronousCommandLineAction
{
    /// <summary>What holds for all verbs: the environment and <see cref="Running.ExitCode"/>.</summary>
    private const string Everywhere = """
        Environment:
          LAKEVERSION_LAKE, LAKEVERSION_BRANCH, LAKEVERSION_AUTHOR
                                What --lake, --branch and --author say otherwise
          LAKEVERSION_ENDPOINT  The S3 server, as http://127.0.0.1:9000. Else .lakeversion, AWS_ENDPOINT_URL_S3, or AWS itself;
                                ?endpoint=URL in a location comes first
          AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_PROFILE, AWS_REGION
                                Credentials and region, as for all tools of AWS. Never in a location
          LAKEVERSION_EXTERNAL  Places outside a lake that its content may be read from, as 's3://raw file:///data', or none
          LAKEVERSION_PARQUET   What reads and writes Parquet: native (the default) or managed (slower, needs no native library)

        Exit codes:
          0  Done, or nothing was to do                     6  Stored data is damaged, or changed outside
          1  No: a check failed, revisions differ           7  A store or file could not be used; try again
          2  The command line is wrong                      8  Not known whether it was committed: see 'lv resolve'
          3  Not found                                      9  Expired
          4  Conflict: something else is there             70  A fault of lv
          5  Refused or not supported                     130  Stopped by Ctrl-C

        """;

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

        if (parseResult.CommandResult.Command is RootCommand)
        {
            output.WriteLine(Everywhere);
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
