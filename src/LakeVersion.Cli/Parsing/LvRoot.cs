using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Reflection;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Verbs;

namespace LakeVersion.Cli.Parsing;

/// <summary>Puts the verbs and the options of all of them together.</summary>
internal static class LvRoot
{
    public static RootCommand Create(LvContext context)
    {
        var root = new RootCommand("Git for data lakes: files and Delta tables, versioned on object storage.")
        {
            GlobalOptions.Lake,
            GlobalOptions.Branch,
            GlobalOptions.Json,
            GlobalOptions.UnsafeSingleWriter,
        };

        // The usual help option also takes /h and /?, which may be paths.
        root.Options.Remove(root.Options.OfType<HelpOption>().Single());
        root.Add(new HelpOption("--help", "-h", "-?"));
        foreach (var option in root.Options)
        {
            if (option is HelpOption { Action: HelpAction help })
            {
                help.MaxWidth = 120;
                option.Action = new HelpWithExamples(help);
            }
            else if (option is VersionOption)
            {
                option.Action = new ShowVersion();
            }
        }

        foreach (var command in VerbList.Create())
        {
            root.Add(command);
            Bind(command, context);
        }

        return root;
    }

    private static void Bind(Command command, LvContext context)
    {
        (command as Verb)?.Bind(context);
        foreach (var child in command.Subcommands)
        {
            Bind(child, context);
        }
    }

    private sealed class ShowVersion : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var version = typeof(LvRoot).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
            parseResult.InvocationConfiguration.Output.WriteLine($"lv {version}");
            return 0;
        }
    }
}
