using System.CommandLine;
using LakeVersion.Cli.Verbs.Changing;
using LakeVersion.Cli.Verbs.Upkeep;

namespace LakeVersion.Cli.Verbs.Delta;

/// <summary>The group <c>lv delta</c>.</summary>
internal static class DeltaVerbs
{
    public static Command Group() => new VerbGroup(
        "delta",
        "Read and change any Delta table where it is, without a lake: a local folder or s3://bucket/folder.",
        new DeltaInfoVerb(),
        new DeltaSchemaVerb(),
        new DeltaHistoryVerb(),
        new DeltaFilesVerb(),
        new DeltaReadVerb(),
        new DeltaChangesVerb(),
        new DeltaFsckVerb(),
        new RestoreVerb(new PlainTarget()),
        new DeleteVerb(new PlainTarget()),
        new UpdateVerb(new PlainTarget()),
        new UpsertVerb(new PlainTarget()),
        new SetVerb(new PlainTarget()),
        AlterVerbs.Group(() => new PlainTarget()),
        new OptimizeVerb(new PlainTarget()),
        new DeltaVacuumVerb(),
        new DeltaConvertVerb(),
        new DeltaCloneVerb(),
        new CheckpointVerb(),
        new CleanLogVerb(),
        new CompactLogVerb());
}
