using System.CommandLine;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Writing;

namespace LakeVersion.Cli.Verbs.Changing;

/// <summary><c>lv delta restore</c>: a plain table goes forward by a version with earlier content.</summary>
internal sealed class RestoreVerb : Verb
{
    private readonly TableTarget target;
    private readonly Option<long> version = new("--version") { Description = "As this version has it", HelpName = "number", Required = true };

    public RestoreVerb(TableTarget target)
        : base("restore", "Bring a table's content back to what it was, by a new version.", target.Example("restore", "flights", "--version 3"))
    {
        this.target = target;
        target.AddTo(this);
        Add(version);
    }

    protected override Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var number = run.Get(version);
        return target.RunAsync(
            run,
            "restore",
            table => $"Restore table {table} to version {number}",
            (_, commit, _) => ValueTask.FromResult<ITableChange>(new RestoreVersion(number, new RestoreOptions { Commit = commit })),
            cancellationToken);
    }
}
