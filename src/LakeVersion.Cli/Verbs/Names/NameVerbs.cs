using System.CommandLine;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Cli.Verbs.Names;

/// <summary>The groups <c>lv branch</c>, <c>lv tag</c> and <c>lv keep</c>.</summary>
internal static class NameVerbs
{
    public static Command Branch() => new VerbGroup(
        "branch",
        "List, make, delete, rename and restore branches.",
        new NameListVerb(RefKind.Branch),
        new NameCreateVerb(RefKind.Branch),
        new NameDeleteVerb(RefKind.Branch),
        new NameRenameVerb(RefKind.Branch),
        new NameRestoreVerb(RefKind.Branch));

    public static Command Tag() => new VerbGroup(
        "tag",
        "List, make, delete, rename and restore tags.",
        new NameListVerb(RefKind.Tag),
        new NameCreateVerb(RefKind.Tag),
        new NameDeleteVerb(RefKind.Tag),
        new NameRenameVerb(RefKind.Tag),
        new NameRestoreVerb(RefKind.Tag));

    public static Command Keep() => new VerbGroup(
        "keep",
        "Protect revisions from retention without naming them.",
        new KeepListVerb(),
        new KeepAddVerb(),
        new KeepRemoveVerb());

    public static string Noun(RefKind kind) => kind == RefKind.Branch ? "branch" : "tag";

    public static RefName Parse(RefKind kind, string name) => kind == RefKind.Branch ? RefName.Branch(name) : RefName.Tag(name);
}
