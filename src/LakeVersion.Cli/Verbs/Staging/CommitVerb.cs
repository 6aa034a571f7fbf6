using System.CommandLine;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Writing;
using LakeVersion.Storage;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Cli.Verbs.Staging;

/// <summary><c>lv commit</c>: publishes a staged transaction as one commit.</summary>
internal sealed class CommitVerb : Verb
{
    private readonly Argument<string> id = new("id") { Description = "The transaction that 'lv begin' printed" };
    private readonly CommitFlags flags = new();

    public CommitVerb()
        : base(
            "commit",
            "Publish a staged transaction as one commit. Run again after an unclear end, it finds what became of it.",
            "lv commit 4f0c1d2e3a5b69788796a5b4c3d2e1f0 -m \"Load a and b\"")
    {
        Add(id);
        flags.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var transaction = Id128.Parse(run.Get(id));
        var lake = await run.OpenAsync(cancellationToken, run.Get(flags.Author), run.Get(flags.DryRun));
        var staged = run.Own(await lake.OpenStagedAsync(transaction, cancellationToken));
        var message = await MessageAsync(lake, transaction, cancellationToken);
        return await BranchWrite.RunAsync(
            run,
            flags,
            "commit",
            message,
            (_, options, token) => staged.CommitAsync(options, token),
            cancellationToken,
            staged.Inner.Branch.Name,
            request: run.Asked(id)); // A script that begins anew has another transaction.
    }

    // Where the user says nothing, the steps say what was done.
    private static async ValueTask<string> MessageAsync(Lake lake, Id128 transaction, CancellationToken cancellationToken)
    {
        var steps = new List<string>();
        await foreach (var stored in lake.Store.Logs.NewestFirstAsync(RefName.Staging(transaction).Log, cancellationToken: cancellationToken))
        {
            if (stored.Entry is { Op: LogOperation.Verb, Message: { } step })
            {
                steps.Insert(0, step);
            }
        }

        return steps.Count == 1
            ? steps[0]
            : $"Commit a transaction of {Printable.Count(steps.Count, "step")}{(steps.Count > 0 ? $"\n\n{string.Join('\n', steps)}" : "")}";
    }
}
