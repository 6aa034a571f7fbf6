using System.CommandLine;

namespace LakeVersion.Cli.Verbs.Collecting;

/// <summary>The group <c>lv gc</c>.</summary>
internal static class GcVerbs
{
    public static Command Group() => new VerbGroup(
        "gc",
        "Free what nothing refers to any more: what retention rules let go of, and what was never published.",
        new GcPlanVerb(),
        new GcRunVerb(),
        new GcRepackVerb(),
        new GcStatusVerb());
}
