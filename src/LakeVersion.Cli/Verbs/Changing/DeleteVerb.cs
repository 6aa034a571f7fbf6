using System.CommandLine;
using LakeVersion.Cli.Parsing;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Editing;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Verbs.Changing;

/// <summary><c>lv table delete</c>, <c>lv delta delete</c>: rows that pass a test are deleted.</summary>
internal sealed class DeleteVerb : Verb
{
    private readonly TableTarget target;
    private readonly WhereFlag where = new();
    private readonly Option<bool> all = new("--all") { Description = "Delete every row; instead of --where" };

    public DeleteVerb(TableTarget target)
        : base(
            "delete",
            "Delete the rows that pass a test; older versions keep them.",
            target.Example("delete", "flights", "--where \"origin = 'SEA' and delay is null\""),
            target.Example("delete", "flights", "--all"))
    {
        this.target = target;
        target.AddTo(this);
        where.AddTo(this);
        Add(all);
    }

    protected override Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        if (where.IsGiven(run) == run.Get(all))
        {
            throw LakeException.Invalid(run.Get(all)
                ? "--where and --all exclude each other."
                : "Say which rows to delete: --where TEST, or --all for every one.");
        }

        return target.RunAsync(
            run,
            "delete",
            table => $"Delete rows of {table}",
            (current, commit, _) => ValueTask.FromResult<ITableChange>(new DeleteRows(where.Read(run, current.Schema), new DeleteOptions { Commit = commit })),
            cancellationToken);
    }
}
