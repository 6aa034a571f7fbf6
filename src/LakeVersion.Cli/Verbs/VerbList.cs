using System.CommandLine;
using LakeVersion.Cli.Verbs.Audit;
using LakeVersion.Cli.Verbs.Collecting;
using LakeVersion.Cli.Verbs.Delta;
using LakeVersion.Cli.Verbs.Erasing;
using LakeVersion.Cli.Verbs.History;
using LakeVersion.Cli.Verbs.Mirroring;
using LakeVersion.Cli.Verbs.Names;
using LakeVersion.Cli.Verbs.Protecting;
using LakeVersion.Cli.Verbs.Settings;
using LakeVersion.Cli.Verbs.Staging;
using LakeVersion.Cli.Verbs.Publishing;
using LakeVersion.Cli.Verbs.Tables;
using LakeVersion.Cli.Verbs.Tracing;

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
        new DiffVerb(),
        new BlameVerb(),
        new BisectVerb(),
        new ImportVerb(),
        new AdoptVerb(),
        TableVerbs.Group(),
        DeltaVerbs.Group(),
        new BeginVerb(),
        new CommitVerb(),
        new AbortVerb(),
        new CheckVerb(),
        new PublishVerb(),
        new MergeVerb(),
        new MergeBaseVerb(),
        new RevertVerb(),
        new CherryPickVerb(),
        new RebaseVerb(),
        new SquashVerb(),
        new RollbackVerb(),
        new ResetVerb(),
        new UndoVerb(),
        new ResolveVerb(),
        new AuditVerb(),
        NameVerbs.Branch(),
        NameVerbs.Tag(),
        NameVerbs.Keep(),
        ProtectVerbs.Group(),
        RetentionVerbs.Group(),
        GcVerbs.Group(),
        new EraseVerb(),
        SettingsVerbs.Group(),
        new MirrorVerb(),
        new PromoteVerb(),
        new FsckVerb(),
        new DoctorVerb(),
        new CompletionVerb(),
    ];
}
