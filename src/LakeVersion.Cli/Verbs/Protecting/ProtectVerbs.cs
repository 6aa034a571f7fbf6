using System.CommandLine;

namespace LakeVersion.Cli.Verbs.Protecting;

/// <summary>The group <c>lv protect</c>.</summary>
internal static class ProtectVerbs
{
    public static Command Group() => new VerbGroup(
        "protect",
        "List and change the rules that protect branches. They are settings: 'lv audit' shows every change of them.",
        new ProtectListVerb(),
        new ProtectAddVerb(),
        new ProtectRemoveVerb());
}
