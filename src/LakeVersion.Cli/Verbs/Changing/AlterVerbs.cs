using System.CommandLine;

namespace LakeVersion.Cli.Verbs.Changing;

/// <summary>The groups <c>lv table alter</c> and <c>lv delta alter</c>: what a table's columns are and keep to.</summary>
internal static class AlterVerbs
{
    /// <param name="target">The kind of table; one for each verb.</param>
    public static Command Group(Func<TableTarget> target) => new VerbGroup(
        "alter",
        "Change the columns of a table, and what its rows keep to. No file is rewritten.",
        new AddColumnVerb(target()),
        new RenameColumnVerb(target()),
        new DropColumnVerb(target()),
        new AlterColumnVerb(target()),
        new SetDefaultVerb(target()),
        new DropDefaultVerb(target()),
        new AddConstraintVerb(target()),
        new DropConstraintVerb(target()));
}
