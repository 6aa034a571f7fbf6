using System.CommandLine;

namespace LakeVersion.Cli.Verbs.Delta;

/// <summary>The group <c>lv delta</c>.</summary>
internal static class DeltaVerbs
{
    public static Command Group() => new VerbGroup(
        "delta",
        "Read any Delta table where it is, without a lake: a local folder or s3://bucket/folder. Nothing is written there.",
        new DeltaInfoVerb(),
        new DeltaSchemaVerb(),
        new DeltaHistoryVerb(),
        new DeltaFilesVerb(),
        new DeltaReadVerb(),
        new DeltaChangesVerb(),
        new DeltaFsckVerb());
}
