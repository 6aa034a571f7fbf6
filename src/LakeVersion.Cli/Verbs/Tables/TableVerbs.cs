using System.CommandLine;
using LakeVersion.Cli.Verbs.Changing;

namespace LakeVersion.Cli.Verbs.Tables;

/// <summary>The group <c>lv table</c>.</summary>
internal static class TableVerbs
{
    public static Command Group() => new VerbGroup(
        "table",
        "List, read, change, export, drop and restore tables. Import makes them.",
        new TableListVerb(),
        new TableSchemaVerb(),
        new TableHistoryVerb(),
        new TableReadVerb(),
        new TableChangesVerb(),
        new TableExportVerb(),
        new TableDropVerb(),
        new TableRestoreVerb(),
        new DeleteVerb(new LakeTarget()),
        new UpdateVerb(new LakeTarget()),
        new UpsertVerb(new LakeTarget()),
        new SetVerb(new LakeTarget()),
        new TableKeyVerb(new LakeTarget()),
        AlterVerbs.Group(() => new LakeTarget()),
        new OptimizeVerb(new LakeTarget()),
        new TableVacuumVerb(),
        new TableConvertVerb(),
        new TableCloneVerb(),
        new TableLinkVerb());
}
