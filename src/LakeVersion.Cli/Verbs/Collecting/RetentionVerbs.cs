using System.CommandLine;

namespace LakeVersion.Cli.Verbs.Collecting;

/// <summary>The group <c>lv retention</c>.</summary>
internal static class RetentionVerbs
{
    public static Command Group() => new VerbGroup(
        "retention",
        "List and change the rules by which the past is let go. They are settings: 'lv audit' shows every change of them. Without any, all is kept.",
        new RetentionListVerb(),
        new RetentionAddVerb(),
        new RetentionRemoveVerb());
}
